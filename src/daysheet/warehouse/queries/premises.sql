-- clock: what time it is for the database
select clock_timestamp() as now;
