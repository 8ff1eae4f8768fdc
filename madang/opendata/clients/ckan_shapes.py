"""Datasets, files and agencies in the shapes of CKAN's Action API.

Source: CKAN 2.12, the answers of package_show, resource_show, organization_show, tag_show and license_list.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from madang.accounts.models import Organisation
from madang.common.refs import make_ref
from madang.opendata.clients.addresses import absolute, dataset_url, file_url, format_of, media_type_of
from madang.opendata.models import Dataset, Distribution, Licence

OPEN_LICENCES = frozenset({Licence.KOGL_1, Licence.CC0, Licence.CC_BY, Licence.CC_BY_SA})
LICENCE_PAGES = {
    Licence.KOGL_1: "https://www.kogl.or.kr/info/licenseType1.do",
    Licence.KOGL_2: "https://www.kogl.or.kr/info/licenseType2.do",
    Licence.KOGL_3: "https://www.kogl.or.kr/info/licenseType3.do",
    Licence.KOGL_4: "https://www.kogl.or.kr/info/licenseType4.do",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Licence.CC_BY_ND: "https://creativecommons.org/licenses/by-nd/4.0/",
}


def moment(value: Any) -> str | None:
    """As CKAN writes moments: UTC without its sign."""
    return value.astimezone(UTC).isoformat().split("+")[0] if value else None


def package(dataset: Dataset, distributions: Iterable[Distribution]) -> dict[str, Any]:
    """What package_show answers. distributions: those that the asker may see."""
    resources = [resource(one, place) for place, one in enumerate(distributions)]
    tags = [tag(word) for word in dataset.keywords]
    return {
        "id": str(dataset.code),
        "name": dataset.slug,
        "title": dataset.title,
        "title_translated": {"ko": dataset.title_ko, "en": dataset.title_en or dataset.title_ko},
        "notes": dataset.description,
        "notes_translated": {"ko": dataset.description_ko, "en": dataset.description_en or dataset.description_ko},
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": dataset.licence in OPEN_LICENCES,
        "url": dataset_url(dataset),
        "license_id": dataset.licence,
        "license_title": str(dataset.get_licence_display()),
        "license_url": LICENCE_PAGES.get(Licence(dataset.licence), ""),
        "owner_org": organisation_id(dataset.organisation),
        "organization": organisation(dataset.organisation),
        "author": dataset.organisation.name,
        "author_email": None,
        "maintainer": dataset.contact,
        "maintainer_email": None,
        "version": None,
        "metadata_created": moment(dataset.published_at),
        "metadata_modified": moment(dataset.changed_at),
        "num_resources": len(resources),
        "resources": resources,
        "num_tags": len(tags),
        "tags": tags,
        "groups": [group(dataset.area)] if dataset.area else [],
        "extras": extras(dataset),
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def extras(dataset: Dataset) -> list[dict[str, str]]:
    """What CKAN has no field for, under the names that its extensions use."""
    said = {
        "frequency": dataset.frequency,
        "spatial-text": dataset.spatial,
        "temporal_start": str(dataset.covers_from or ""),
        "temporal_end": str(dataset.covers_until or ""),
    }
    return [{"key": key, "value": value} for key, value in said.items() if value]


def resource(distribution: Distribution, position: int = 0) -> dict[str, Any]:
    """What resource_show answers."""
    latest = distribution.latest
    return {
        "id": str(distribution.code),
        "package_id": str(distribution.dataset.code),
        "name": distribution.title,
        "description": latest.note if latest else "",
        "format": format_of(distribution).upper(),
        "mimetype": media_type_of(distribution) or None,
        "url": file_url(distribution, latest),
        "url_type": "upload" if latest else None,
        "hash": f"sha256:{latest.sha256}" if latest else "",
        "size": latest.size if latest else None,
        "created": moment(distribution.created_at),
        "last_modified": moment(latest.published_at) if latest else None,
        "metadata_modified": moment(latest.published_at) if latest else moment(distribution.created_at),
        "position": position,
        "state": "active",
        "resource_type": None,
        "datastore_active": bool(latest and latest.has_table),
        "revision": latest.number if latest else None,
    }


def organisation_id(found: Organisation) -> str:
    return make_ref("accounts:organisation", found.code)


def organisation(found: Organisation, *, packages: int | None = None) -> dict[str, Any]:
    """What organization_show answers. packages: how many datasets of it are public."""
    shape: dict[str, Any] = {
        "id": organisation_id(found),
        "name": found.code.lower(),
        "title": found.name,
        "display_name": found.name,
        "description": "",
        "image_url": "",
        "type": "organization",
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
        "created": f"{found.established_on}T00:00:00",
    }
    return shape if packages is None else shape | {"package_count": packages}


def group(area: str, *, packages: int | None = None) -> dict[str, Any]:
    """A strategic area as CKAN's group."""
    shape: dict[str, Any] = {
        "id": area,
        "name": area,
        "title": area,
        "display_name": area,
        "description": "",
        "image_display_url": "",
        "type": "group",
        "state": "active",
    }
    return shape if packages is None else shape | {"package_count": packages}


def tag(word: str) -> dict[str, Any]:
    return {"id": word, "name": word, "display_name": word, "state": "active", "vocabulary_id": None}


def licence(code: str, label: str) -> dict[str, Any]:
    """One of license_list."""
    return {
        "id": code,
        "title": label,
        "url": LICENCE_PAGES.get(Licence(code), ""),
        "status": "active",
        "is_okd_compliant": code in OPEN_LICENCES,
        "od_conformance": "approved" if code in OPEN_LICENCES else "not reviewed",
        "domain_data": True,
        "domain_content": True,
        "domain_software": False,
        "maintainer": "",
        "family": "",
        "is_generic": False,
    }


def site() -> dict[str, Any]:
    """What status_show answers."""
    return {
        "ckan_version": "2.12.0",
        "site_url": absolute(""),
        "site_title": "Madang",
        "site_description": "",
        "locale_default": "ko",
        "extensions": ["datastore"],
        "error_emails_to": None,
    }
