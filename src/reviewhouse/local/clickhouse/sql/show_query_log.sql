create or replace view system.query_log as select * from {{ database }}.query_log
