create table dwh.mrt_dim_reviewer as
select
    reviewer_id,
    any_value(source_reviewer_id) as source_reviewer_id,
    -- A nameless review does not take a known name away.
    arg_max(reviewer_name, (reviewed_at, review_id)) filter (where reviewer_name is not null) as reviewer_name
from dwh.stg_amazon_review
group by reviewer_id;
