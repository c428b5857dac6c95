-- What is read, in API number 1. A function that reads is stable, so that all of its answer is of one
-- moment.

-- apis returns the API numbers that this schema serves. It stays as it is for ever.
create function ringback.apis() returns integer[]
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as 'select array[1]';

-- hello_1 is what a desk asks first.
create function ringback.hello_1(
	out login text, out journal uuid, out seal_key integer, out seal_name bytea, out hash_key integer, out hash_name bytea,
	out paused bigint, out "position" bigint, out digest bytea,
	out desk boolean, out supervisor boolean, out auditor boolean
)
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as $$
	select session_user::text, s.journal, s.seal_key, s.seal_name, s.hash_key, s.hash_name,
		case when ringback.paused(ringback.clock()) > ringback.clock() then ringback.micros(ringback.paused(ringback.clock()) - ringback.clock()) else 0 end,
		h.position, h.digest,
		has_function_privilege(session_user, 'ringback.seen_1(text, bigint, bytea[])', 'execute'),
		has_function_privilege(session_user, 'ringback.report_any_1(uuid, text, boolean, bigint, bytea)', 'execute'),
		has_function_privilege(session_user, 'ringback.links_1(bigint, integer)', 'execute')
	from ringback.settings s, ringback.head h where s.single and h.single
$$;

-- party_now is ringback.party as of the moment of a reading function.
create function ringback.party_now(persons bytea[]) returns bytea[]
language sql stable set search_path = pg_catalog, ringback, pg_temp
as $$
	select coalesce(array_agg(one), '{}') from (
		select unnest(persons) as one
		union
		select theirs.person from ringback.pairs mine join ringback.pairs theirs on theirs.party = mine.party
			where mine.person = any (persons)
	) them
$$;

-- A page of records: one row for each of their links, the last begun record first. Without any there
-- is one row, with the total and the head only. A total above most is most + 1.
create function ringback.page(
	since timestamptz, until timestamptz, of_environment text, persons bytea[], cases bytea[], outcomes text[],
	operators bytea[], desks bytea[], of_login text, before bigint, most_records integer, most_counted bigint,
	out total bigint, out following bigint, out head bigint, out head_digest bytea,
	out begun bigint, out id text, out login text, out environment text, out outcome text, out lost boolean,
	out "position" bigint, out kind smallint, out at bigint, out sealed bytea
) returns setof record
language plpgsql stable set search_path = pg_catalog, ringback, pg_temp set plan_cache_mode = force_custom_plan
	set jit = off set random_page_cost = 1.1 -- few rows are wanted, and the chain lies in the order of time
as $$
declare
	gone timestamptz := ringback.clock() - interval '1 hour';
	them bytea[] := persons;
	found_records bigint[];
	timed boolean := since is not null or until is not null;
	first_one bigint;
	last_one bigint;
begin
	if persons is not null then
		them := ringback.party_now(persons);
	end if;
	select h.position, h.digest into head, head_digest from ringback.head h where h.single;
	-- All but the late ones began in the order of the chain, so that a time is a part of it.
	if timed then
		select r.position into first_one from ringback.records r
			where not r.late and (since is null or r.started >= since) order by r.started, r.position limit 1;
		select r.position into last_one from ringback.records r
			where not r.late and (until is null or r.started < until) order by r.started desc, r.position desc limit 1;
	end if;
	if most_records = 0 then
		select count(*) into total from (
			select from ringback.picked(since, until, of_environment, them, cases, outcomes, operators, desks, of_login, gone)
				limit most_counted + 1) them;
	else
		-- If few fit, they are found by what they have, since the newest of all may be far from them.
		with fit as materialized (
			(select p.position from ringback.picked(null, null, of_environment, them, cases, outcomes, operators, desks, of_login, gone) p
				where not timed or not p.late and p.position between first_one and last_one limit most_counted + 1)
			union all
			(select p.position from ringback.picked(since, until, of_environment, them, cases, outcomes, operators, desks, of_login, gone) p
				where timed and p.late limit most_counted + 1))
		select least((select count(*) from fit), most_counted + 1), array_agg(chosen.position) into total, found_records from (
			select fit.position from fit where before is null or fit.position < before order by fit.position desc limit most_records + 1) chosen;
	end if;
	if most_records is distinct from 0 and total > most_counted then
		select array_agg(chosen.position) into found_records from (
			select found.position from (
				(select p.position from ringback.picked(null, null, of_environment, them, cases, outcomes, operators, desks, of_login, gone) p
					where (not timed or not p.late and p.position between first_one and last_one) and (before is null or p.position < before)
					order by p.position desc limit most_records + 1)
				union all
				(select p.position from ringback.picked(since, until, of_environment, them, cases, outcomes, operators, desks, of_login, gone) p
					where timed and p.late and (before is null or p.position < before)
					order by p.position desc limit most_records + 1)) found
			order by found.position desc limit most_records + 1) chosen;
	end if;
	following := 0;
	if cardinality(found_records) > most_records then
		found_records := found_records[1:most_records];
		following := found_records[most_records];
	end if;
	if found_records is null then
		return next;
		return;
	end if;
	for begun, id, login, environment, outcome, lost, position, kind, at, sealed in
		select r.position, r.id, r.login, r.environment, r.outcome, r.outcome = '' and r.deadline < gone,
			l.position, l.kind, ringback.epoch(l.at), l.sealed
		from ringback.records r join ringback.links l on l.record = r.position
		where r.position = any (found_records) order by r.position desc, l.position
	loop
		return next;
	end loop;
end $$;

-- own_page_1 lists what this login began, all_page_1 everything.
create function ringback.own_page_1(
	since timestamptz, until timestamptz, of_environment text, persons bytea[], cases bytea[], outcomes text[],
	before bigint, most_records integer, most_counted bigint,
	out total bigint, out following bigint, out head bigint, out head_digest bytea,
	out begun bigint, out id text, out login text, out environment text, out outcome text, out lost boolean,
	out "position" bigint, out kind smallint, out at bigint, out sealed bytea
) returns setof record
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
	-- A name sorts by bytes; compared so, no index would help.
	select * from ringback.page(since, until, of_environment, persons, cases, outcomes, null, null, session_user::text collate "default",
		before, most_records, most_counted)
$$;

create function ringback.all_page_1(
	since timestamptz, until timestamptz, of_environment text, persons bytea[], cases bytea[], outcomes text[],
	operators bytea[], desks bytea[], of_login text, before bigint, most_records integer, most_counted bigint,
	out total bigint, out following bigint, out head bigint, out head_digest bytea,
	out begun bigint, out id text, out login text, out environment text, out outcome text, out lost boolean,
	out "position" bigint, out kind smallint, out at bigint, out sealed bytea
) returns setof record
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
	select * from ringback.page(since, until, of_environment, persons, cases, outcomes, operators, desks, of_login,
		before, most_records, most_counted)
$$;

-- open_1 returns which of some verifications this login began, and whether they ended.
create function ringback.open_1(ids text[], out id text, out outcome text) returns setof record
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as 'select r.id, r.outcome from ringback.records r where r.id = any (ids) and r.login = session_user';

create function ringback.head_1(out "position" bigint, out digest bytea)
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as 'select h.position, h.digest from ringback.head h where h.single';

-- checkpoint_1 returns the last link that was removed because of its age.
create function ringback.checkpoint_1(out "position" bigint, out digest bytea, out at bigint)
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as $$
	select c.position, c.digest, case when c.position > 0 then ringback.epoch(c.at) else 0 end
	from ringback.checkpoint c where c.single
$$;

-- links_1 returns the links after a position, in order. listed tells whether the list agrees with the
-- links of a record; where it begins, with all of them. deadline isn't of the chain: it matters while a
-- record is open only. Of one that was handed in, what the list has of the desk's own times comes
-- along, and whether it was reported if no link after it says so: that is sealed.
create function ringback.links_1(
	after bigint, most integer,
	out "position" bigint, out at bigint, out kind smallint, out record bigint, out id text, out login text,
	out environment text, out outcome text, out person bytea, out "case" bytea, out operator bytea, out desk bytea,
	out marks bytea, out about text, out sealed bytea, out digest bytea, out erased boolean,
	out listed boolean, out marked boolean, out listed_started bigint, out listed_received bigint, out listed_reported boolean
) returns setof record
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp set jit = off -- which took most of the time
as $$
	select l.position, ringback.epoch(l.at), l.kind, l.record, l.id, l.login, l.environment, l.outcome, l.person, l."case",
		l.operator, l.desk, l.marks, l.about, l.sealed, l.digest, l.erased is not null,
		case
			when l.erased is not null or l.kind not in (1, 2, 3, 6, 7, 9, 10) then true
			when l.kind in (1, 9) then coalesce(r.id = l.id
				and r.login = l.login and r.environment = l.environment and r.person is not distinct from l.person
				and r."case" is not distinct from l."case" and r.operator is not distinct from l.operator and r.desk is not distinct from l.desk
				and r.outcome = coalesce(its.outcome, l.outcome) and r.late = (l.kind = 9)
				and (l.kind = 9 or r.started = l.at and r.received is not distinct from its.received)
				and (r.reported = its.reported or its.reported is null and (l.kind = 9 or not r.reported)), false)
			else exists (select from ringback.records o where o.position = l.record and (l.kind = 10 or o.id = l.id))
		end,
		l.erased is not null or l.marks is null or not exists (
			select from generate_series(0, octet_length(l.marks) / 32 - 1) n
				where not exists (select from ringback.marks m where m.mark = substr(l.marks, n * 32 + 1, 32) and m.record = l.record)),
		case when l.kind = 9 then ringback.epoch(r.started) end, case when l.kind = 9 then ringback.epoch(r.received) end,
		case when l.kind = 9 and its.reported is null then r.reported end
	from (select * from ringback.links o where o.position > after order by o.position limit most) l
		-- With a limit it is looked up for each: who plans this doesn't know how few there are, and would
		-- read the whole list each time.
		left join lateral (
			select * from ringback.records o where o.position = l.position and l.kind in (1, 9) and l.erased is null limit 1) r on true
		left join lateral (
			select max(o.outcome) filter (where o.kind = 3) as outcome, min(o.at) filter (where o.kind = 2) as received,
				(array_agg(o.kind = 6 order by o.position desc) filter (where o.kind in (6, 7)))[1] as reported
			from ringback.links o where o.record = r.position) its on r.position is not null
	order by l.position
$$;

-- counts_1 is how many records and marks of records there are: Verify compares them with the chain.
create function ringback.counts_1(out records bigint, out marks bigint)
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as $$
	select (select count(*) from ringback.records), (select count(*) from ringback.marks m where m.record is not null)
$$;

revoke all on all functions in schema ringback from public;
grant execute on function ringback.apis, ringback.hello_1, ringback.head_1 to {{desk}}, {{supervisor}}, {{auditor}};
grant execute on function ringback.own_page_1, ringback.open_1 to {{desk}};
grant execute on function ringback.all_page_1 to {{supervisor}}, {{auditor}};
grant execute on function ringback.links_1, ringback.checkpoint_1, ringback.counts_1 to {{auditor}};
