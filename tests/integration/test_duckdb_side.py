"""The benchmark's rival builds the same tables: row for row, from a synthetic feed and from a real one."""

from pathlib import Path

import duckdb
import pytest

from bench.duckdb_side.agreement import BRONZE, TABLES, compare, export
from bench.duckdb_side.build import build
from reviewhouse.sample import write_feed
from reviewhouse.transform import run_dbt
from reviewhouse.upload import upload_folder
from tests.conftest import REAL_FEED
from tests.support import load_everything

MAY_BE_EMPTY = {"stg_amazon_review_rejected", "stg_amazon_metadata_rejected"}
ENTITIES = "Caf&eacute; R&amp;B &#x92;&#233; &hellip;&nbsp;&#38;lt; &amp;quot; &nosuch; &#xD800; &#1114112; &copy &"
TAGS = "a<br>b <B>c</B> <!-- <i>d</i> --> I <3 x<y and z>w <!DOCTYPE e> <p class='f'>g</p><unknown>"
MESSY_REVIEWS = f"""reviewID,reviewerID,asin,reviewerName,helpful,reviewText,overall,summary,unixReviewTime,reviewTime
1,R1, B1 ,"{ENTITIES}","[1, 2]","{TAGS}",5.0,"\u00a0{ENTITIES}\u2003",1158019200,"09 12, 2006"
2,R2,B1,"Ann\u00a0 \tLee","[ 3 ,4]","",4.00,"{TAGS}",1158019200.9,
3,R3,B2,,,"{ENTITIES}",3,," 001158019200","99 99, 2006"
4,R4,B2,,"[1, 2, 3]",fine,2,,-1,"2 9, 2014"
5,R5,B3,,"[9999999999, 1]",fine,1.0,,99999999999,"12  31 ,2148"
6,R6,B3,name,,fine,5,,soon,"02 30, 2014"
7, ,B3,name,,fine,5.5,,1158019200,
,R7,,name,,fine,,,5662310399,
8,R8,B4,name,,fine,5,,5662310400,"01 01, 1969"
9,R1,B1,Renamed,,fine,5,,1258019200,
10,R1,B1,,,nameless,5,,1358019200,
11,R2,B1,,,third in its month,3,,1158019200,
"""
MESSY_METADATA = f"""metadataid,asin,salesrank,imurl,categories,title,description,price,related,brand
1,B1,,http://x ,"[['Music', 'Pop &amp; Rock'], ['Music']]","{ENTITIES}","{TAGS}","$1,250.00",,Acme
2, B2 ,,,"[[""Men's"", 'a \\'b\\' \\x41\\u00e9\\n'], [], ['', u'[x], y']]",T,,9.,, ac\u00a0ME
3,B3,,,"['Flat', 'list', ]",,d,$4.99 - $9.99,,unknown
4,B5,,,"[['cut short', 'Pop'",,, .5 ,,"A&amp;C"
,,,,"[[""A"", ""b""]]",no key,,1,,
6,B6,,,"[['\\\\xe9', '\\U0001f600']]",,,12345678901,,ACME
"""


def _messy(folder: Path) -> Path:
    folder.mkdir()
    (folder / "reviews.csv").write_text(MESSY_REVIEWS)
    (folder / "metadata.csv").write_text(MESSY_METADATA)
    return folder


def _synthetic(folder: Path) -> Path:
    write_feed(folder, reviews=3_000, products=800, seed=11)
    return folder


def _real(_: Path) -> Path:
    if not REAL_FEED.is_dir():
        pytest.skip("the real feed is not at hand")
    return REAL_FEED


@pytest.mark.usefixtures("empty_ledger")
@pytest.mark.parametrize("feed_in", [_messy, _synthetic, _real])
def test_both_sides_hold_the_same_rows(warehouse, lake, tmp_path, feed_in):
    feed = feed_in(tmp_path / "feed")
    upload_folder(lake, feed)
    assert {attempt.status for attempt in load_everything(warehouse, lake)} == {"loaded"}
    run_dbt("run", "--full-refresh")
    export(warehouse, "dwh_dev", tmp_path / "exported")
    database = tmp_path / "duck.db"
    build(database, feed)

    found = list(compare(tmp_path / "exported", database))
    assert [agreement.table for agreement in found] == list(TABLES)
    assert [agreement for agreement in found if agreement.differing] == []
    assert {agreement.table for agreement in found if not agreement.ours} <= MAY_BE_EMPTY

    _change_a_rating(database)
    differing = {agreement.table: agreement.differing for agreement in compare(tmp_path / "exported", database)}
    assert differing.pop("mrt_fact_product_review") == 2  # the row as it is here, and as it is there
    assert set(differing.values()) == {0}


def _change_a_rating(database: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update dwh.mrt_fact_product_review set overall_rating = overall_rating + 1 "
            "where review_id = (select min(review_id) from dwh.mrt_fact_product_review)"
        )


def test_every_table_of_the_warehouse_is_compared():
    models = Path(__file__).parents[2] / "dbt" / "models"
    built = {path.stem for path in models.glob("mart/*/*/mrt_*.sql")}
    of_loads = {"mrt_load_audit", "mrt_seen_load"}
    assert built - of_loads <= set(TABLES)
    assert set(BRONZE) <= set(TABLES)
