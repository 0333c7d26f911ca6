select name from system.databases
