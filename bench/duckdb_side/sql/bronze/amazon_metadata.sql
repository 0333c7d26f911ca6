-- Every field as it came: no type is guessed, and an empty field stays an empty string.
create table raw_thirdparty.amazon_metadata (
    metadataid varchar using compression zstd,
    asin varchar using compression zstd,
    salesrank varchar using compression zstd,
    imurl varchar using compression zstd,
    categories varchar using compression zstd,
    title varchar using compression zstd,
    description varchar using compression zstd,
    price varchar,
    related varchar using compression zstd,
    brand varchar
);

insert into raw_thirdparty.amazon_metadata
from read_csv(
    getvariable('metadata'),
    auto_detect = false,
    -- line ends within quotes: with smaller buffers the parallel reader gives the file up
    buffer_size = 134217728,
    header = true,
    delim = ',',
    quote = '"',
    escape = '"',
    columns = {
        'metadataid': 'varchar',
        'asin': 'varchar',
        'salesrank': 'varchar',
        'imurl': 'varchar',
        'categories': 'varchar',
        'title': 'varchar',
        'description': 'varchar',
        'price': 'varchar',
        'related': 'varchar',
        'brand': 'varchar'
    },
    force_not_null = [
        'metadataid', 'asin', 'salesrank', 'imurl', 'categories', 'title', 'description', 'price', 'related', 'brand'
    ]
);
