"""What a review, a product and a category mean where it is easy to get wrong, through load and dbt."""

import pytest

from reviewhouse.errors import TransformError
from reviewhouse.transform import run_dbt
from tests.support import HEADER, csv_file, load_everything, put, record, rows

pytestmark = pytest.mark.usefixtures("empty_ledger")

METADATA_FILE = b"""metadataid,asin,salesrank,imurl,categories,title,description,price,related,brand
0,B1,,,"[['Music', ""Men's &amp; Co""], ['Music']]",A &quot;Title&quot;,,"$1,250.00",, ACME
"""
TOO_DEEP = b"""1,B2,,,"[['A%s']]",deeper than categories go,,,,
""" % (b"', 'A" * 255)


def test_an_empty_warehouse_builds(warehouse):
    run_dbt("build", "--exclude-resource-type", "unit_test")
    assert rows(warehouse, "SELECT count() FROM dwh_dev.mrt_fact_product_review") == [(0,)]


def test_edge_cases_of_the_meaning(warehouse, lake):
    """Late metadata, two files with the same review, records to be rejected, a corrected file."""
    dirty = [
        record(1, "first"),
        record(1, "first"),
        '2,R2,B1,,,"a &quot;b&quot;<br/>c",6,s,1158019200,',
        '3,R3,B1,,,t,5,s,not a number,"02 31, 2006"',
        '4,R4,B1,,,t,4.0,s,,"9 3, 2006"',
        ",R5,B1,,,t,4.0,s,1158019200,",
    ]
    put(lake, "jet_reviews/a.csv", csv_file(*dirty))
    load_everything(warehouse, lake)
    put(lake, "jet_reviews/b.csv", csv_file(record(1, "newer")))
    load_everything(warehouse, lake)
    run_dbt("build", "--exclude-resource-type", "unit_test")
    text = "SELECT source_review_id, review_text FROM dwh_dev.stg_amazon_review ORDER BY 1"
    assert rows(warehouse, text) == [("1", "newer"), ("4", "t")]
    reasons = rows(warehouse, "SELECT arrayJoin(reject_reasons) FROM dwh_dev.stg_amazon_review_rejected ORDER BY 1")
    assert [reason for (reason,) in reasons] == ["missing_review_id", "rating_not_1_to_5", "unreadable_date"]
    assert rows(warehouse, "SELECT asin, is_inferred FROM dwh_dev.mrt_dim_product") == [("B1", 1)]
    put(lake, "jet_metadata/m.csv", METADATA_FILE + TOO_DEEP)
    put(lake, "jet_reviews/a.csv", (HEADER + "\n").encode())
    load_everything(warehouse, lake)
    run_dbt("build", "--exclude-resource-type", "unit_test")
    assert rows(warehouse, text) == [("1", "newer")]
    assert rows(
        warehouse, "SELECT asin, title, toString(price), is_inferred FROM dwh_dev.mrt_dim_product ORDER BY asin"
    ) == [
        ("B1", 'A "Title"', "1250", 0),
        ("B2", "deeper than categories go", None, 0),
    ]
    paths = "SELECT category_path, depth FROM dwh_dev.mrt_dim_category ORDER BY 1"
    assert rows(warehouse, paths) == [("Music", 1), ("Music > Men's & Co", 2)]


def test_a_build_that_fails_says_why():
    with pytest.raises(TransformError, match="dbt build failed"):
        run_dbt("build", "--select", "no_such_model", "--warn-error")
