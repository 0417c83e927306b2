"""Persons who do not exist, drawn from a seed: names from common characters, numbers from ranges assigned to nobody."""

from datetime import date, timedelta
from random import Random
from typing import Any

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰春梅建国志文海燕晓东红宇辰欣怡嘉豪子涵思远若曦一诺"
UNASSIGNED_AREA = "990000"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def name(draw: Random) -> str:
    """Generate a name of two or three characters."""
    return draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2))))


def identity_number(draw: Random, birth: date) -> str:
    """Generate an identity number of an unassigned area, with a valid check digit (GB 11643-1999)."""
    body = f"{UNASSIGNED_AREA}{birth:%Y%m%d}{draw.randrange(1000):03d}"
    return body + CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def member(draw: Random, today: date) -> dict[str, Any]:
    """Generate a member as the API accepts one, on the roll since the year began or since the person joined."""
    age = draw.randint(22, 84)
    birth = today - timedelta(days=age * 365 + draw.randrange(365))
    joined = birth + timedelta(days=draw.randint(20, min(age, 45)) * 365)
    counted = max(date(today.year, 1, 1), min(joined, today))
    probationary = (today - joined).days < 365  # noqa: PLR2004 - a year of probation
    return {
        "name": name(draw),
        "born_on": birth.isoformat(),
        "joined_on": min(joined, today).isoformat(),
        "effective_on": counted.isoformat(),
        "status": "probationary" if probationary else "full",
        "member_class": "exempt" if age >= 70 else draw.choice(("cadre", "core", "ordinary", "ordinary", "mobile")),  # noqa: PLR2004
        "identity_number": identity_number(draw, birth),
        "phone": f"1990000{draw.randrange(10000):04d}",
    }
