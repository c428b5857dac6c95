-- What looks after a journal, in API number 1.

-- The files that desks imported: what each hashed persons and marks with, sealed. Such a generation of
-- keys goes with the last record that was hashed under it.
create table ringback.imports (
	number bigint generated always as identity primary key,
	name bytea not null unique, -- tells one file's keys from another's
	login text not null,
	at timestamptz not null, -- when it was begun, or gone on with, the last time
	done timestamptz, -- null: something of it is still missing
	head text, -- where its own chain ended then
	position bigint, -- of the link that says so
	sealed bytea not null
);

create index on ringback.links (position) where record = position and erased is not null;

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
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s' set jit = off
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
-- this head of its own, null if something is missing. What a login can note is bounded: nobody can tell
-- here whether there is a file at all, and one login must not take the place of all.
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
		-- One at a time: a desk that has seen a number must have seen all below, and the bounds must hold.
		perform pg_advisory_xact_lock(hashtextextended('imports', 2));
		if (select count(*) from ringback.imports) >= 400 or (select count(*) from ringback.imports o where o.login = session_user) >= 20 then
			said := 'too_many';
			return;
		end if;
		insert into ringback.imports (name, login, at, sealed) values (of_name, session_user, ringback.clock(), of_sealed)
			on conflict (name) do nothing;
		select * into strict i from ringback.imports o where o.name = of_name;
	elsif i.login = session_user then
		update ringback.imports o set at = ringback.clock() where o.number = i.number;
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
create function ringback.imports_1(out number bigint, out name bytea, out sealed bytea) returns setof record
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as 'select i.number, i.name, i.sealed from ringback.imports i order by i.number';

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
