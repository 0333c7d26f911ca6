-- Every field as it came: no type is guessed, and an empty field stays an empty string.
create table raw_thirdparty.amazon_review (
    "reviewID" varchar using compression zstd,
    "reviewerID" varchar using compression zstd,
    asin varchar using compression zstd,
    "reviewerName" varchar,
    helpful varchar,
    "reviewText" varchar using compression zstd,
    overall varchar,
    summary varchar,
    "unixReviewTime" varchar,
    "reviewTime" varchar
);

insert into raw_thirdparty.amazon_review
from read_csv(
    getvariable('reviews'),
    auto_detect = false,
    -- line ends within quotes: with smaller buffers the parallel reader gives the file up
    buffer_size = 134217728,
    header = true,
    delim = ',',
    quote = '"',
    escape = '"',
    columns = {
        'reviewID': 'varchar',
        'reviewerID': 'varchar',
        'asin': 'varchar',
        'reviewerName': 'varchar',
        'helpful': 'varchar',
        'reviewText': 'varchar',
        'overall': 'varchar',
        'summary': 'varchar',
        'unixReviewTime': 'varchar',
        'reviewTime': 'varchar'
    },
    force_not_null = [
        'reviewID', 'reviewerID', 'asin', 'reviewerName', 'helpful', 'reviewText', 'overall', 'summary',
        'unixReviewTime', 'reviewTime'
    ]
);
