"""Item search, key by key, over a catalogue of full size: 4,147 items with a name in each of three regions.

Prints one JSON document: milliseconds a key (p50, p95, max) of the index and of two floors of the same
run: a plain scan of the same texts (names, full pinyin, initials, codes) row by row, and the same texts
joined into one string. Neither floor ranks, knows a second reading of a character, or marks what matched.
The catalogue beyond the shipped items is made up here.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence

from clerk.catalogue_files import load_catalogue
from clerk.domain.search import ItemIndex, SearchText, search_texts
from clerk.domain.search_rows import Romanise, fold
from clerk.romanise import romaniser

ITEMS = 4147
ROUNDS = 3
FIELDS = """
医疗机构 食品生产 食品经营 药品零售 道路运输 内河船舶 建设工程 城镇污水 公共场所卫生
劳务派遣 人力资源服务 出版物 养老保险 医疗保险 失业保险 工伤保险 生育保险 住房公积金
不动产 社会保障卡 居住证 户籍 婚姻 残疾人 退役军人 学历 职业资格 机动车 驾驶证 二手车
个体工商户 有限责任公司 合伙企业 外商投资企业 民办学校 社会团体 特种设备 计量器具 排污
取水 林木采伐 动物防疫 种子生产 农药经营 兽药 渔业捕捞 烟草专卖 危险化学品 消防 气象
测绘 档案 宗教活动 文物 广播电视 演出 娱乐场所 旅行社 体育设施 水利工程 占用道路
户外广告 燃气 供热 房屋租赁 商品房预售 物业 人防 施工
"""
KINDS = "单位 人员 场所 项目 设备 企业 个人 经营者 从业人员 机构"
VERBS = """
许可 许可变更 许可延续 许可注销 备案 备案变更 设立登记 变更登记 注销登记 核发 换发 补发
查询 核验 认定 审批 核准 转移接续 参保登记 待遇申领 缴费证明 信息查询 异地备案 资格确认
年度报告
"""
QUERIES = """
ydjyba yidijiuyibeian 异地就医备案 异地jyba kuashengyidi nzyxgs 内资有限公司设立
备案_异地 ba_yd yinhangkaihu yinxing shbzk 社会保障卡 zhengzhaolianban ylbxgx
yanglaobaoxian spjyxk shipinjingying 食品经营许可 jdcjsz zjgjj gongjijin hjsxzm YB-0021
SC-0001 31009017 11320509MB0000060F 33042100 zzzzzz qqwwee vvv 查无此事 x an ananananan
xianxianxian renlizy_fuwu 许可_食品 bgdj 变更登记
"""
"""What is typed; ``_`` stands for a space."""


def main() -> None:
    """Run both, print the figures."""
    romanise = romaniser()
    texts = full_catalogue(random.Random(20261124))
    begun = time.perf_counter()
    index = ItemIndex(texts, romanise)
    built = (time.perf_counter() - begun) * 1000
    small = search_texts(load_catalogue())
    begun = time.perf_counter()
    ItemIndex(small, romaniser())
    small_built = (time.perf_counter() - begun) * 1000
    first = keys(index.query, rounds=1)
    warm = keys(index.query, rounds=ROUNDS)
    rows = plain_rows(texts, romanise)
    measured = figures(warm)
    plain = figures(keys(scan_rows(rows), rounds=ROUNDS))
    joined = figures(keys(scan_joined(rows), rounds=ROUNDS))
    report = {
        "benchmark": "item_search",
        "items": ITEMS,
        "names": sum(len(text.names) for text in texts),
        "codes": sum(len(text.codes) for text in texts),
        "build_ms": round(built, 1),
        "build_shipped_ms": round(small_built, 2),
        "first_run_ms": figures(first),
        "key_ms": measured,
        "floor_rows_ms": plain,
        "floor_joined_ms": joined,
        "p95_to_floor_rows": round(measured["p95"] / plain["p95"], 2),
        "p95_to_floor_joined": round(measured["p95"] / joined["p95"], 2),
        "p95_budget_ms": 5.0,
        "within_budget": figures(first)["p95"] < 5.0 and measured["p95"] < 5.0,
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


def full_catalogue(chance: random.Random) -> tuple[SearchText, ...]:
    """The shipped items and made-up ones up to the full number, with another name in each region."""
    texts = list(search_texts(load_catalogue()))
    names = [
        field + kind + verb for verb in VERBS.split() for kind in KINDS.split() for field in FIELDS.split()
    ]
    chance.shuffle(names)
    for number, name in enumerate(names[: ITEMS - len(texts)], len(texts) + 1):
        code = f"ZZ-{number:04d}"
        variants = (name, f"{name}（跨省通办）", f"县级{name}")
        codes = (
            code,
            f"3101{90000 + number}000",
            f"11320509MB0000{number % 90 + 10}0A43201{70000 + number}000",
            f"11330421MB0000{number % 90 + 10}0L43301{80000 + number}00001",
        )
        texts.append(SearchText(code, variants, codes))
    return tuple(texts)


def plain_rows(texts: Sequence[SearchText], romanise: Romanise) -> list[tuple[str, str]]:
    """Key and text of every name, its pinyin, its initials, and every code."""
    rows: list[tuple[str, str]] = []
    for text in texts:
        for name in text.names:
            readings = [romanise(character) or (character,) for character in fold(name)]
            rows.append((text.key, fold(name)))
            rows.append((text.key, "".join(reading[0] for reading in readings)))
            rows.append((text.key, "".join(reading[0][0] for reading in readings)))
        rows.extend((text.key, fold(code)) for code in text.codes)
    return rows


def scan_rows(rows: Sequence[tuple[str, str]]) -> Callable[[str], object]:
    """Floor: is what was typed part of a row, in the order of the catalogue."""

    def scan(typed: str) -> list[str]:
        wanted = fold(typed)
        return [key for key, row in rows if wanted in row][:20]

    return scan


def scan_joined(rows: Sequence[tuple[str, str]]) -> Callable[[str], object]:
    """Floor: the first twenty places of what was typed in one string of all rows."""
    starts: list[int] = []
    place = 0
    for _, row in rows:
        starts.append(place)
        place += len(row) + 1
    everything = "\n".join(row for _, row in rows)

    def scan(typed: str) -> list[str]:
        wanted = fold(typed)
        found: dict[str, None] = {}
        place = everything.find(wanted)
        while place >= 0 and len(found) < 20:
            number = bisect_right(starts, place) - 1
            found[rows[number][0]] = None
            place = everything.find(wanted, starts[number] + len(rows[number][1]))
        return list(found)

    return scan


def keys(answer: Callable[[str], object], rounds: int) -> list[float]:
    """Milliseconds of every key of every query, typed from its first letter."""
    taken: list[float] = []
    gc.collect()
    for _ in range(rounds):
        for query in (word.replace("_", " ") for word in QUERIES.split()):
            for length in range(1, len(query) + 1):
                begun = time.perf_counter()
                answer(query[:length])
                taken.append((time.perf_counter() - begun) * 1000)
    return taken


def figures(taken: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum."""
    return {
        "keys": len(taken),
        "p50": round(statistics.median(taken), 3),
        "p95": round(statistics.quantiles(taken, n=20)[-1], 3),
        "max": round(max(taken), 3),
    }


if __name__ == "__main__":
    main()
