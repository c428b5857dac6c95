-- A desk that has a person in its form is told that another one's request to them is open, before it
-- asks for another. The guard stays what decides.

-- look_1 returns for how long a request to a person may still be open; null: none is.
create function ringback.look_1(persons bytea[]) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
declare
	at timestamptz := ringback.clock();
begin
	perform ringback.demand(ringback.hashes(persons));
	return (select ringback.micros(max(g.until) - at) from ringback.guards g
		where g.person = any (ringback.party(persons)) and g.id is not null and ringback.holds(at, g.since, g.until));
end $$;

revoke all on function ringback.look_1 from public;
grant execute on function ringback.look_1 to {{desk}};
