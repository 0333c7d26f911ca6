-- The records that do not enter silver: see left_out_review.sql.
create temp table left_out_metadata as
with keyed as (
    select rowid as row_number, trimmed(asin) as product_asin
    from raw_thirdparty.amazon_metadata
),

repeated as (
    select row_number, product_asin
    from keyed
    semi join (select product_asin from keyed group by product_asin having count(*) > 1) as several using (product_asin)
    where product_asin != ''
),

ranked as (
    select
        repeated.row_number,
        row_number() over (partition by repeated.product_asin order by hash(raw) desc) as place
    from raw_thirdparty.amazon_metadata as raw
    inner join repeated on raw.rowid = repeated.row_number
)

select row_number from ranked where place > 1
union all
select row_number from keyed where product_asin = '';
