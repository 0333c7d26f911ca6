create table dwh.stg_amazon_review_rejected as
select
    list_filter(
        [
            case when trimmed("reviewID") = '' then 'missing_review_id' end,
            case when trimmed("reviewerID") = '' then 'missing_reviewer_id' end,
            case when trimmed(asin) = '' then 'missing_asin' end,
            case when rating(overall) is null then 'rating_not_1_to_5' end,
            case
                when coalesce(moment_of_unix_time("unixReviewTime"), moment_of_review_time("reviewTime")) is null
                    then 'unreadable_date'
            end
        ],
        lambda reason: reason is not null
    ) as reject_reasons,
    *
from raw_thirdparty.amazon_review
where
    trimmed("reviewID") = ''
    or trimmed("reviewerID") = ''
    or trimmed(asin) = ''
    or rating(overall) is null
    or coalesce(moment_of_unix_time("unixReviewTime"), moment_of_review_time("reviewTime")) is null;
