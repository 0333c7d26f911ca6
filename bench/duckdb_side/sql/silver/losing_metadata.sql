-- Of the records of one product, those that are not taken: see losing_review.sql.
create temp table losing_metadata as
with keyed as (
    select rowid as row_number, trimmed(asin) as product_asin
    from raw_thirdparty.amazon_metadata
),

repeated as (
    select keyed.row_number, keyed.product_asin
    from keyed
    semi join (select product_asin from keyed group by product_asin having count(*) > 1) as twice using (product_asin)
    where product_asin != ''
)

select row_number
from (
    select
        repeated.row_number,
        row_number() over (partition by repeated.product_asin order by hash(raw) desc) as place
    from raw_thirdparty.amazon_metadata as raw
    inner join repeated on raw.rowid = repeated.row_number
)
where place > 1;
