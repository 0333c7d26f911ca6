drop table if exists {{ database }}.{{ table }}
