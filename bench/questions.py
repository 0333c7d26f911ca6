"""The questions that people ask, over HTTP with eight clients at once: `bench/questions/*.sql`, one after another.

Run: `.venv/bin/python bench/questions.py [--reviews N] [--products N] [--seconds N]`, or with `--running` against the
stack of the settings as it stands. Each client asks with values of its own, drawn from the warehouse, for some seconds.
"""

import argparse
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from statistics import median, quantiles

from machine import machine
from noted import note
from rich.console import Console
from rich.table import Table
from warehouses import BUILD, build, load, temporary_warehouse, upload

from reviewhouse.sample import write_feed
from reviewhouse.settings import settings
from reviewhouse.users import DASHBOARD
from reviewhouse.warehouse import Warehouse
from tests.support import settle

QUESTIONS = sorted((Path(__file__).parent / "questions").glob("*.sql"))
CLIENTS = 8
VALUES = {
    "brand_id": "select brand_id from dwh_dev.mrt_dim_brand order by rand() limit 500",
    "product_id": "select product_id from dwh_dev.mrt_fact_product_review order by rand() limit 500",
    "review_id": "select review_id from dwh_dev.mrt_fact_product_review order by rand() limit 500",
    "word": """
        select arrayJoin(arrayDistinct(tokens(assumeNotNull(review_text)))) as word
        from (select review_text from dwh_dev.stg_amazon_review where overall_rating <= 2 limit 20000)
        group by word order by rand() limit 500
    """,
    "first_month": "select toString(first_day_of_month) from dwh_dev.mrt_dim_date group by 1 order by rand() limit 50",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=5_750_000)
    parser.add_argument("--products", type=int, default=1_500_000)
    parser.add_argument("--seconds", type=float, default=10, help="for each question")
    parser.add_argument("--running", action="store_true", help="ask the stack of the settings, whatever it holds")
    arguments = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        home = Path(folder)
        with nullcontext() if arguments.running else temporary_warehouse(home / "stack") as warehouse:
            if warehouse:
                write_feed(home / "feed", reviews=arguments.reviews, products=arguments.products, seed=1)
                load(warehouse, upload(home / "feed"))
                build(warehouse, *BUILD)
                settle(warehouse)
            console.print(_measured(arguments.seconds))
    console.print(machine(), highlight=False)


def _measured(seconds: float) -> Table:
    table = Table("question", "answers", "median, ms", "95th percentile, ms", "alone, median, ms")
    with Warehouse(settings(), DASHBOARD) as warehouse:
        values = {name: [row[0] for row in warehouse.client.query(sql).result_rows] for name, sql in VALUES.items()}
    for question in QUESTIONS:
        alone, many = (_answers(question, values, clients, seconds) for clients in (1, CLIENTS))
        numbers = [f"{1000 * found:.0f}" for found in (median(many), quantiles(many, n=20)[-1], median(alone))]
        table.add_row(question.stem.replace("_", " "), f"{len(many):,}", *numbers)
        note(
            f"{question.stem.replace('_', ' ')}, 8 clients",
            f"95th percentile {numbers[1]} ms",
            f"{numbers[2]} ms alone",
        )
    return table


def _answers(question: Path, values: dict[str, list], clients: int, seconds: float) -> list[float]:
    """Seconds of each answer."""
    with ThreadPoolExecutor(clients) as people:
        answers = people.map(lambda number: _ask(question, values, random.Random(number), seconds), range(clients))
        return [one for found in answers for one in found]


def _ask(question: Path, values: dict[str, list], chance: random.Random, seconds: float) -> list[float]:
    found = []
    with Warehouse(settings(), DASHBOARD) as warehouse:
        # else a word that was asked for before would be found in no time
        warehouse.client.set_client_setting("use_query_condition_cache", 0)
        end = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < end:
            warehouse.rows(question, values={name: chance.choice(some) for name, some in values.items()})
            found.append(time.perf_counter() - begin)
    return found


if __name__ == "__main__":
    main()
