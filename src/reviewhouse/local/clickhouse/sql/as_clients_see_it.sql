-- The engine names its statements itself and knows one user. Who sent a statement, and under which query_id, travels
-- in a setting of each as `role/query_id`; results are written into a pipe, whose clause is taken out of the text.
with
    entry.Settings[{{ owner_setting }}] as owner,
    substring(owner, position(owner, '/') + 1) as clients_id,
    substringIndex(owner, '/', 1) as role,
    if(role = 'admin', {{ administrator }}, role) as clients_user
select * replace (
    if(owner = '', entry.query_id, clients_id) as query_id,
    if(owner = '', entry.initial_query_id, clients_id) as initial_query_id,
    if(owner = '', entry.user, clients_user) as user,
    if(owner = '', entry.initial_user, clients_user) as initial_user,
    replaceRegexpOne(entry.query, '\nINTO OUTFILE \'/proc/self/fd/\\d+\' TRUNCATE(\tFORMAT \\w+$| )', '') as query,
    mapFilter((name, value) -> name != {{ owner_setting }}, entry.Settings) as Settings
)
