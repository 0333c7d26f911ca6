-- Order within a table tells nothing, as in the warehouse; to keep it would cost memory.
set preserve_insertion_order = false;
create schema raw_thirdparty;
create schema dwh;
