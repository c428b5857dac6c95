-- What looks after a journal, in API number 1.

-- The files that desks imported: what each hashed persons and marks with, sealed. Such a generation of
-- keys goes with the last record that was hashed under it.
create table ringback.imports (
	number bigint generated always as identity primary key,
	name bytea not null unique, -- tells one file's keys from another's
	login text not null,
	done timestamptz, -- null: something of it is still missing
	head text, -- where its own chain ended then
	position bigint, -- of the link that says so
	sealed bytea not null
);

create index on ringback.links (position) where record = position and erased is not null;

-- forget removes records with everything that belongs to them, and returns the positions of their
-- links, whose content goes. What the guard goes by stays until it is over, which it returns: the
-- hashes, when it ends, and nothing else.
create or replace function ringback.forget(them bigint[], as_of timestamptz, out positions bigint[], out over timestamptz)
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

-- retain_1 removes the oldest links, at most so many at once, that are older than a number of days,
-- never through a record that may be open. It returns how many records went, and whether there is
-- more. Links of removed records that lie behind lose their content. However much there is, it
-- looks no further than it removes.
create or replace function ringback.retain_1(days integer, most integer, out removed bigint, out more boolean)
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
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

-- erasures_1 returns the records that were erased: where each began, and the digest of that link,
-- which is the same in a backup from before it was erased.
create function ringback.erasures_1(after bigint, most integer, out "position" bigint, out digest bytea, out erased bigint) returns setof record
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as $$
	select l.position, l.digest, ringback.epoch(l.erased) from ringback.links l
		where l.position > after and l.record = l.position and l.erased is not null order by l.position limit least(most, 10000)
$$;

-- erase_again_1 erases records that a backup brought back, by where they begin and the digest of
-- that link. It returns how many it erased, how many may be open and stay, and how many of those
-- positions have another link or none.
create function ringback.erase_again_1(positions bigint[], digests bytea[], out erased bigint, out open bigint, out missing bigint)
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
declare
	at timestamptz := ringback.clock();
	kept bigint;
	locked bytea[];
	back bigint[];
	ours bigint[];
	gone record;
	l ringback.links;
begin
	perform ringback.demand(cardinality(positions) between 1 and 1000 and cardinality(positions) = cardinality(digests)
		and array_position(positions, null) is null and ringback.hashes(digests));
	-- Not while the oldest are removed, which locks in another order.
	select c.position into kept from ringback.checkpoint c where c.single for share;
	select count(*) into missing from unnest(positions, digests) as given (p, d)
		where p > kept and not exists (select from ringback.links k where k.position = p and k.digest = d and k.record = p);
	select array_agg(r.position), array_agg(distinct r.person) filter (where r.person is not null) into back, locked
		from unnest(positions, digests) as given (p, d)
			join ringback.links k on k.position = p and k.digest = d and k.record = p and k.erased is null
			join ringback.records r on r.position = k.position;
	perform ringback.lock(coalesce(locked, '{}'));
	select array_agg(r.position) filter (where not ringback.may_be_open(r, at)), count(*) filter (where ringback.may_be_open(r, at))
		into ours, open from ringback.records r where r.position = any (back);
	perform from ringback.records r where r.position = any (ours) order by r.position for update;
	erased := coalesce(cardinality(ours), 0);
	if erased = 0 then
		return;
	end if;
	select * into gone from ringback.forget(ours, at);
	l.kind := 4; l.record := 0; l.about := ringback.spans(gone.positions);
	perform ringback.append(l);
end $$;

-- import_1 notes what a file hashed with, before its records come. done is when it was imported up to
-- this head of its own, null if something is missing.
create function ringback.import_1(of_name bytea, of_head text, of_sealed bytea, out said text, out done bigint)
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
declare
	i ringback.imports;
begin
	perform ringback.demand(octet_length(of_name) = 32 and octet_length(of_head) between 1 and 100 and octet_length(of_sealed) between 32 and 1024);
	if not exists (select from ringback.settings s where s.single and int4send(s.seal_key) = substr(of_sealed, 1, 4)) then
		said := 'keys'; -- every desk opens it, and has that key
		return;
	end if;
	select * into i from ringback.imports o where o.name = of_name;
	if not found then
		if (select count(*) from ringback.imports) >= 400 then
			said := 'too_many';
			return;
		end if;
		insert into ringback.imports (name, login, sealed) values (of_name, session_user, of_sealed)
			on conflict (name) do nothing;
		select * into strict i from ringback.imports o where o.name = of_name;
	end if;
	said := case when i.login = session_user then 'done' else 'taken' end;
	done := case when i.head = of_head then ringback.epoch(i.done) end;
end $$;

-- imported_1 says that all of a file is here, and where its own chain ended. It can be called again.
create function ringback.imported_1(of_name bytea, of_head text, of_records bigint) returns text
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
declare
	i ringback.imports;
	l ringback.links;
	a ringback.answer_1;
begin
	perform ringback.demand(octet_length(of_head) between 1 and 100 and of_records >= 0);
	select * into i from ringback.imports o where o.name = of_name and o.login = session_user for update;
	if not found then
		return 'no_record';
	elsif i.head = of_head then
		return 'done';
	end if;
	l.kind := 11; l.record := 0; l.about := of_head || ' ' || of_records;
	a := ringback.append(l);
	update ringback.imports o set done = ringback.clock(), head = of_head, position = a.position where o.number = i.number;
	return 'done';
end $$;

-- imports_1 returns what the imported files hashed with.
create function ringback.imports_1(out name bytea, out sealed bytea) returns setof record
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as 'select i.name, i.sealed from ringback.imports i order by i.number';

-- known_1 returns those of a person's hashes that the journal has. Of those under the keys of imported
-- files it has few, and only these are worth a row of the guard.
create function ringback.known_1(persons bytea[]) returns bytea[]
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as $$
	select coalesce(array_agg(one), '{}') from unnest(persons) one where exists (select from ringback.records r where r.person = one)
		or exists (select from ringback.pairs p where p.person = one) or exists (select from ringback.prompts p where p.person = one)
		or exists (select from ringback.fences f where f.person = one)
		or exists (select from ringback.guards g where g.person = one and g.id is not null)
$$;

revoke all on all functions in schema ringback from public;
grant execute on function ringback.erasures_1, ringback.erase_again_1 to {{supervisor}};
grant execute on function ringback.import_1, ringback.imported_1, ringback.known_1 to {{desk}};
grant execute on function ringback.imports_1 to {{desk}}, {{supervisor}}, {{auditor}};
