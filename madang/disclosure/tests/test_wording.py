from django.utils.translation import override

from madang.disclosure.wording import retention_sentence


def test_codes_of_retention_are_worded_and_other_words_stay() -> None:
    with override("en"):
        assert [str(retention_sentence(code)) for code in ("10y", "1년", "영구", "until the project ends")] == [
            "10 years",
            "1 year",
            "permanently",
            "until the project ends",
        ]
    with override("ko"):
        assert str(retention_sentence("30y")) == "30년"
