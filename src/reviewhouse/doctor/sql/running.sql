select count() - 1 as statements, max(elapsed) as longest from system.processes
