"""The first rules of suggestions, for all agencies: each a question, to be edited or ended."""

from datetime import date

from django.db import migrations

RULES = [
    (1, "대외비\n비밀취급\n과세정보\n통계법 제33조", "Is this secret under another Act or a decree delegated by one?"),
    (2, "군사기밀\n작전계획\n외교문서\n대북", "Would disclosure considerably harm vital interests of the nation?"),
    (3, "경호\n국가중요시설\n취약점\n보안시설\n방호계획", "Would disclosure endanger people's life, body or property?"),
    (4, "수사 중\n내사\n공소\n소송 수행\n계류 중", "Is a trial or an investigation pending that disclosure would hinder?"),
    (5, "예정가격\n평가위원 명단\n내부검토\n의사결정 과정\n시험문제\n감사 결과(안)\n인사안", "Is a process under way whose fair conduct would be hindered? When does it end?"),
    (7, "영업비밀\n제조공법\n원가계산서\n노하우\n거래처 명단", "Would disclosure considerably harm a legitimate interest of a business?"),
    (8, "개발예정지\n도시관리계획(안)\n토지 매입\n수용 예정\n비축 물량", "Could somebody gain or lose by speculation or hoarding?"),
]


def add(apps, schema_editor):
    rules = apps.get_model("disclosure", "SuggestionRule")
    rules.objects.bulk_create(
        rules(item=item, words=words, question=question, since_on=date(2013, 11, 7)) for item, words, question in RULES
    )


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0005_withholding")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
