create table dwh.stg_amazon_review_rejected as
select unreadable.reject_reasons, raw.*
from raw_thirdparty.amazon_review as raw
inner join unreadable_review as unreadable on raw.rowid = unreadable.row_number;
