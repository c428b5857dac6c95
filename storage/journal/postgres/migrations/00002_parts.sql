-- Parts of the functions that desks call. Nobody but the owner may call these.

-- clock is the only clock that decides anything. Only tests replace it.
create function ringback.clock() returns timestamptz
language sql volatile set search_path = pg_catalog, ringback, pg_temp
as 'select clock_timestamp()';

-- holds tells whether something lasts. A clock that was set back by more than its length ends it.
create function ringback.holds(at timestamptz, since timestamptz, until timestamptz) returns boolean
language sql immutable
as 'select at < until and (since = ''-infinity'' or at >= since - (until - since))';

create function ringback.micros(span interval) returns bigint
language sql immutable
as 'select (extract(epoch from span) * 1000000)::bigint';

create function ringback.epoch(at timestamptz) returns bigint
language sql immutable
as 'select (extract(epoch from at) * 1000000)::bigint';

create function ringback.moment(epoch bigint) returns timestamptz
language sql immutable
as 'select timestamptz ''1970-01-01 00:00:00+00'' + make_interval(secs => epoch / 1000000) + (epoch % 1000000) * interval ''1 microsecond''';

create function ringback.span(micros bigint) returns interval
language sql immutable
as 'select make_interval(secs => micros / 1000000) + (micros % 1000000) * interval ''1 microsecond''';

create function ringback.field(content bytea) returns bytea
language sql immutable
as 'select case when content is null then ''\xffffffff''::bytea else int4send(octet_length(content)) || content end';

-- digest is that of a link. The desk computes the same: see chain.go.
create function ringback.digest(before bytea, l ringback.links) returns bytea
language sql stable set search_path = pg_catalog, ringback, pg_temp
as $$
	select sha256(before || int8send(l.position) || int8send(ringback.epoch(l.at)) || int2send(l.kind) || int8send(l.record)
		|| ringback.field(convert_to(l.id, 'UTF8')) || ringback.field(convert_to(l.login, 'UTF8'))
		|| ringback.field(convert_to(l.environment, 'UTF8')) || ringback.field(convert_to(l.outcome, 'UTF8'))
		|| ringback.field(l.person) || ringback.field(l."case") || ringback.field(l.operator) || ringback.field(l.desk)
		|| ringback.field(l.marks) || ringback.field(convert_to(l.about, 'UTF8')) || ringback.field(l.sealed))
$$;

-- demand refuses an argument without quoting it.
create function ringback.demand(fine boolean) returns void
language plpgsql immutable set search_path = pg_catalog, ringback, pg_temp
as $$
begin
	if fine is not true then
		raise exception 'ringback: an argument is not allowed' using errcode = '22023';
	end if;
end $$;

-- hashes tells whether these are keyed hashes, in a list whose first one has the number 1.
create function ringback.hashes(all_of bytea[]) returns boolean
language sql immutable set search_path = pg_catalog, ringback, pg_temp
as $$
	select cardinality(all_of) <= 1024 and coalesce(array_ndims(all_of) = 1 and array_lower(all_of, 1) = 1, true) and not exists (
		select from unnest(all_of) one where one is null or octet_length(one) <> 32)
$$;

create function ringback.hash(one bytea) returns boolean
language sql immutable as 'select one is null or octet_length(one) = 32';

-- party returns all hashes of a person, in the order in which they are locked.
create function ringback.party(persons bytea[]) returns bytea[]
language sql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
	select coalesce(array_agg(one order by one), '{}') from (
		select unnest(persons) as one
		union
		select theirs.person from ringback.pairs mine join ringback.pairs theirs on theirs.party = mine.party
			where mine.person = any (persons)
	) them
$$;

-- lock locks a person, under all of their hashes, and returns those. Who finds afterwards that the
-- person got another hash meanwhile begins again: a lock out of order could wait for ever.
create function ringback.lock(persons bytea[]) returns bytea[]
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
declare
	them bytea[] := ringback.party(persons);
	one bytea;
begin
	foreach one in array them loop
		loop
			perform from ringback.guards g where g.person = one for update;
			exit when found;
			insert into ringback.guards (person) values (one) on conflict (person) do nothing;
		end loop;
	end loop;
	if ringback.party(persons) <> them then
		raise exception 'ringback: call it again' using errcode = '40001';
	end if;
	return them;
end $$;

-- join notes that hashes are one person's. They are locked. Nobody has so many: then nothing is noted.
create function ringback.join(them bytea[], most integer) returns void
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
begin
	if cardinality(them) < 2 or cardinality(them) > most then
		return;
	end if;
	insert into ringback.pairs as p (person, party)
		select one, them[1] from unnest(them) one
		on conflict (person) do update set party = excluded.party, until = null
			where p.party <> excluded.party or p.until is not null;
end $$;

-- sweep removes some of what is over, but nothing of the person who is locked. It waits for nobody.
create function ringback.sweep(them bytea[], at timestamptz) returns void
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
begin
	delete from ringback.prompts where number = any (array(
		select number from ringback.prompts where until <= at order by until limit 32 for update skip locked));
	delete from ringback.fences where number = any (array(
		select number from ringback.fences where until <= at order by until limit 32 for update skip locked));
	delete from ringback.guards where person = any (array(
		select person from ringback.guards where until <= at and not person = any (them) order by until limit 32 for update skip locked));
	delete from ringback.pairs where person = any (array(
		select person from ringback.pairs where until <= at and not person = any (them) order by until limit 32 for update skip locked));
	delete from ringback.writes where id = any (array(
		select id from ringback.writes where until <= at order by until limit 32 for update skip locked));
end $$;

-- guarded says why a verification must not begin; null: it may. The person is locked.
create function ringback.guarded(them bytea[], at timestamptz, guarded boolean, confirmed integer, most integer)
returns ringback.answer_1
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
declare
	a ringback.answer_1;
	g ringback.guards;
	p ringback.prompts;
	f ringback.fences;
	counted integer;
	until timestamptz;
begin
	if guarded then
		select * into g from ringback.guards o
			where o.person = any (them) and o.id is not null and ringback.holds(at, o.since, o.until) order by o.person limit 1;
		if found then
			a.said := 'open'; a.id := g.id; a.remaining := ringback.micros(g.until - at);
			return a;
		end if;
		if most > 0 then
			select count(*) into counted from ringback.prompts o
				where o.person = any (them) and ringback.holds(at, o.sent, o.sent + interval '1 hour');
			if counted >= most then
				select o.sent into until from ringback.prompts o
					where o.person = any (them) and ringback.holds(at, o.sent, o.sent + interval '1 hour')
					order by o.sent desc, o.number desc offset most - 1 limit 1;
				a.said := 'too_many'; a.requests := counted; a.remaining := ringback.micros(until + interval '1 hour' - at);
				return a;
			end if;
		end if;
	end if;
	a.questions := 0;
	-- The last one that ended a few minutes ago, unverified; what nobody ended was over after 15 minutes.
	select * into p from ringback.prompts o
		where o.person = any (them) and o.outcome <> 'verified' and case
			when o.ended is not null then ringback.holds(at, o.ended, o.ended + interval '10 minutes')
			else ringback.holds(at, o.sent, o.sent + interval '1 hour') and at < o.sent + interval '25 minutes' end
		order by coalesce(o.ended, o.sent + interval '15 minutes') desc limit 1;
	if found then
		a.questions := 1; a.outcome := p.outcome;
		a.elapsed := ringback.micros(at - coalesce(p.ended, p.sent));
		a.remaining := ringback.micros(coalesce(p.ended, p.sent + interval '15 minutes') + interval '10 minutes' - at);
	end if;
	select count(*) into counted from ringback.prompts o
		where o.person = any (them) and o.outcome <> 'verified' and ringback.holds(at, o.sent, o.sent + interval '1 hour');
	if counted >= 2 then
		select o.sent into until from ringback.prompts o
			where o.person = any (them) and o.outcome <> 'verified' and ringback.holds(at, o.sent, o.sent + interval '1 hour')
			order by o.sent desc, o.number desc offset 1 limit 1;
		a.questions := a.questions | 2; a.requests := counted;
		a.remaining := ringback.micros(until + interval '1 hour' - at);
	end if;
	select * into f from ringback.fences o
		where o.person = any (them) and ringback.holds(at, o.since, o.until) order by o.until desc limit 1;
	if found then
		a.questions := a.questions | 4; a.remaining := ringback.micros(f.until - at);
		if f.id is not null then
			a.reporting := f.link; a.reporting_id := f.id; a.reported := ringback.micros(at - f.since);
			select l.sealed into a.report from ringback.links l where l.position = f.link;
		end if;
	end if;
	if a.questions & ~confirmed = 0 then
		return null;
	end if;
	a.said := 'asked';
	return a;
end $$;

-- append appends a link and returns its place in the chain. Nothing is locked after the head.
create function ringback.append(l ringback.links) returns ringback.answer_1
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
declare
	h ringback.head;
	a ringback.answer_1;
begin
	select * into strict h from ringback.head where single for update;
	l.position := h.position + 1;
	l.at := greatest(ringback.clock(), h.at);
	l.record := coalesce(l.record, l.position);
	l.login := session_user;
	l.digest := ringback.digest(h.digest, l);
	insert into ringback.links select l.*;
	update ringback.head set position = l.position, digest = l.digest, at = l.at where single;
	perform pg_notify('ringback', l.position::text);
	a.said := 'done'; a.position := l.position; a.at := ringback.epoch(l.at); a.record := l.record;
	a.before := h.digest; a.digest := l.digest; a.login := l.login; a.marks := l.marks;
	return a;
end $$;

-- written returns the answer of a write that was done already; null: it wasn't. Of two calls with one
-- id the second waits for the first.
create function ringback.written(write uuid) returns ringback.answer_1
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
declare
	w ringback.writes;
	l ringback.links;
	a ringback.answer_1;
begin
	perform ringback.demand(write is not null);
	perform pg_advisory_xact_lock(hashtextextended(write::text, 0));
	select * into w from ringback.writes o where o.id = write and o.login = session_user;
	if not found then
		return null;
	end if;
	a.said := 'done'; a.seen := w.seen;
	select * into l from ringback.links o where o.position = w.position;
	if found then
		a.position := l.position; a.at := ringback.epoch(l.at); a.record := l.record; a.digest := l.digest; a.login := l.login; a.marks := l.marks;
		select o.digest into a.before from ringback.links o where o.position = l.position - 1;
		if not found then
			select o.digest into a.before from ringback.checkpoint o where o.single;
		end if;
	end if;
	return a;
end $$;

-- note keeps the answer of a write for an hour.
create function ringback.note(write uuid, a ringback.answer_1) returns void
language sql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
	insert into ringback.writes (id, login, until, position, seen)
		values (write, session_user, ringback.clock() + interval '1 hour', coalesce(a.position, 0), a.seen)
		on conflict (id) do nothing
$$;

-- picked are the records that fit. It has no settings of its own, so that the planner sees through it.
-- What a desk never ended is unknown an hour after its deadline, which is before lost; for another
-- outcome the index has all that it takes.
create function ringback.picked(
	since timestamptz, until timestamptz, of_environment text, persons bytea[], cases bytea[], outcomes text[],
	operators bytea[], desks bytea[], of_login text, lost timestamptz
) returns setof ringback.records
language sql stable
as $$
	select r.* from ringback.records r
		where (since is null or r.started >= since) and (until is null or r.started < until)
			and (of_environment is null or r.environment = of_environment)
			and (persons is null or r.person = any (persons)) and (cases is null or r."case" = any (cases))
			and (operators is null or r.operator = any (operators)) and (desks is null or r.desk = any (desks))
			and (of_login is null or r.login = of_login)
			and (outcomes is null
				or not outcomes && array['', 'unknown'] and r.outcome = any (outcomes)
				or outcomes && array['', 'unknown'] and (r.outcome = any (outcomes) and (r.outcome <> '' or r.deadline >= lost)
					or 'unknown' = any (outcomes) and r.outcome = '' and r.deadline < lost))
$$;

revoke all on all functions in schema ringback from public;
