-- What removes records, in API number 1.

-- may_be_open tells whether a verification may still be running, or its request still be on a phone.
-- Its desk keeps what it takes to go on for 15 minutes more.
create function ringback.may_be_open(r ringback.records, at timestamptz) returns boolean
language sql stable set search_path = pg_catalog, ringback, pg_temp
as $$
	select r.outcome = '' and at < coalesce(r.received, r.deadline) + interval '15 minutes'
		or exists (select from ringback.guards g where g.person = r.person and g.id = r.id and ringback.holds(at, g.since, g.until))
$$;

-- spans writes positions as ranges, such as 3-5,9.
create function ringback.spans(positions bigint[]) returns text
language sql immutable set search_path = pg_catalog, ringback, pg_temp
as $$
	select string_agg(case when first = last then first::text else first || '-' || last end, ',' order by first) from (
		select min(one) as first, max(one) as last from (
			select one, one - row_number() over (order by one) as run from unnest(positions) one) numbered
		group by run) ranges
$$;

-- forget removes records with everything that belongs to them, and returns the positions of their
-- links, whose content goes. What the guard goes by stays until it is over, which it returns: the
-- hashes, when it ends, and nothing else.
create function ringback.forget(them bigint[], as_of timestamptz, out positions bigint[], out over timestamptz)
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
declare
	ids text[];
	persons bytea[];
	theirs bytea[];
	one bytea;
	last timestamptz;
	free bigint;
begin
	select array_agg(r.id), array_agg(distinct r.person) filter (where r.person is not null) into ids, persons
		from ringback.records r where r.position = any (them);
	delete from ringback.records r where r.position = any (them);
	delete from ringback.marks m where m.id = any (ids);
	delete from ringback.guards g where g.person = any (persons) and g.id = any (ids);
	update ringback.prompts p set id = null, outcome = case when p.outcome = 'verified' then p.outcome else '' end where p.id = any (ids);
	update ringback.fences f set id = null, link = null where f.id = any (ids);
	with blanked as (
		update ringback.links l set id = null, login = null, environment = null, outcome = null, person = null, "case" = null,
			operator = null, desk = null, marks = null, sealed = null, erased = as_of
			where l.record = any (them) and l.erased is null returning l.position)
	select array_agg(b.position) into positions from blanked b;
	select max(o.until) into over from (
		select p.until from ringback.prompts p where p.person = any (persons) and p.until > as_of
		union all select f.until from ringback.fences f where f.person = any (persons) and f.until > as_of) o;
	-- Most persons have one hash only, and nothing to be parted.
	for one in select p.person from ringback.pairs p where p.person = any (persons) loop
		theirs := ringback.party(array[one]);
		-- Whoever begins with them holds these rows until there is a record: then they aren't parted.
		-- Waiting could be for ever, and what is seen below was there after they were free.
		select count(*) into free from (
			select from ringback.pairs p where p.person = any (theirs) for update skip locked) them;
		if free = (select count(*) from ringback.pairs p where p.person = any (theirs)) and not exists (select from ringback.records r where r.person = any (theirs)) then
			select max(o.until) into last from (
				select p.until from ringback.prompts p where p.person = any (theirs)
				union all select f.until from ringback.fences f where f.person = any (theirs)
				union all select g.until from ringback.guards g where g.person = any (theirs)) o;
			if last > as_of then
				update ringback.pairs p set until = last where p.person = any (theirs);
			else
				delete from ringback.pairs p where p.person = any (theirs);
			end if;
		end if;
	end loop;
end $$;

-- erase_1 permanently removes the content of the records that fit, but of none that may be open.
create function ringback.erase_1(
	since timestamptz, until timestamptz, of_environment text, persons bytea[], cases bytea[], outcomes text[],
	operators bytea[], desks bytea[], of_login text,
	out erased bigint, out open bigint, out remaining bigint
)
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s' set jit = off
	set plan_cache_mode = force_custom_plan
as $$
declare
	at timestamptz := ringback.clock();
	theirs bytea[] := persons;
	locked bytea[];
	ours bigint[];
	gone record;
	l ringback.links;
begin
	perform ringback.demand(cardinality(persons) > 0 or since is not null or until is not null);
	-- Not while the oldest are removed, which locks in another order.
	perform from ringback.checkpoint c where c.single for share;
	if persons is not null then
		theirs := ringback.party(persons);
	end if;
	select array_agg(distinct p.person) filter (where p.person is not null) into locked
		from ringback.picked(since, until, of_environment, theirs, cases, outcomes, operators, desks, of_login, at - interval '1 hour') p;
	perform ringback.lock(coalesce(locked, '{}'));
	select array_agg(p.position) filter (where not ringback.may_be_open(p, at)), count(*) filter (where ringback.may_be_open(p, at))
		into ours, open
		from ringback.picked(since, until, of_environment, theirs, cases, outcomes, operators, desks, of_login, at - interval '1 hour') p
		where p.person is null or p.person = any (locked);
	perform from ringback.records r where r.position = any (ours) order by r.position for update;
	erased := coalesce(cardinality(ours), 0); remaining := 0;
	if erased = 0 then
		return;
	end if;
	select * into gone from ringback.forget(ours, at);
	if gone.over is not null then
		remaining := ringback.micros(gone.over - at);
	end if;
	l.kind := 4; l.record := 0; l.about := ringback.spans(gone.positions);
	perform ringback.append(l);
end $$;

-- retain_1 removes the oldest links, at most so many at once, that are older than a number of days,
-- never through a record that may be open. It returns how many records went, and whether there is
-- more. Links of removed records that lie behind lose their content. However much there is, it
-- looks no further than it removes.
create function ringback.retain_1(days integer, most integer, out removed bigint, out more boolean)
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s' set jit = off
as $$
declare
	at timestamptz := ringback.clock();
	oldest timestamptz := ringback.clock() - make_interval(days => days);
	from_position bigint;
	last_position bigint;
	in_the_way bigint;
	upto bigint;
	them bigint[];
	gone bigint[] := '{}';
	l ringback.links;
begin
	perform ringback.demand(days between 1 and 3660 and most between 1 and 10000);
	delete from ringback.marks m where m.record is null and m.at < oldest;
	-- Of what was never imported to its end nothing came later than a day after this.
	delete from ringback.imports i where i.position is null and i.at < oldest - interval '1 day';
	select c.position into from_position from ringback.checkpoint c where c.single for update;
	select h.position into last_position from ringback.head h where h.single;
	removed := 0; more := last_position > from_position + most;
	upto := least(last_position, from_position + most);
	-- Up to before the first link that is young enough, or that begins a record that is or may be open.
	select min(o.position) into in_the_way from (
		(select k.position from ringback.links k
			where k.position > from_position and k.position <= upto and k.at >= oldest order by k.position limit 1)
		union all
		(select r.position from ringback.records r
			where r.position > from_position and r.position <= upto and (r.started >= oldest or ringback.may_be_open(r, at))
			order by r.position limit 1)) o;
	if in_the_way is not null then
		upto := in_the_way - 1; more := false;
	end if;
	if upto <= from_position then
		return;
	end if;
	-- The links go first, so that only those behind are emptied one by one.
	update ringback.checkpoint c set position = k.position, digest = k.digest, at = k.at
		from ringback.links k where k.position = upto and c.single;
	delete from ringback.links k where k.position > from_position and k.position <= upto;
	select array_agg(r.position) into them from ringback.records r where r.position > from_position and r.position <= upto;
	if them is not null then
		select f.positions into gone from ringback.forget(them, at) f;
		removed := cardinality(them);
	end if;
	delete from ringback.imports i where i.position <= upto;
	l.kind := 5; l.record := 0;
	l.about := upto || coalesce(' ' || ringback.spans(coalesce(gone, '{}')), '');
	perform ringback.append(l);
end $$;

-- use_keys_1 names the pair of keys that desks use from now on; only the owner calls it. Names are not secret; null: none is
-- compared.
create function ringback.use_keys_1(new_seal integer, new_seal_name bytea, new_hash integer, new_hash_name bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
begin
	perform ringback.demand(new_seal > 0 and new_hash > 0 and octet_length(new_seal_name) = 32 and octet_length(new_hash_name) = 32);
	update ringback.settings s set seal_key = new_seal, seal_name = new_seal_name, hash_key = new_hash, hash_name = new_hash_name where s.single;
end $$;

revoke all on all functions in schema ringback from public;
grant execute on function ringback.erase_1, ringback.retain_1 to {{supervisor}};
