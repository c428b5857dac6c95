-- What desks write, in API number 1. Each is one call, one statement and one transaction. Its first
-- argument is the id of the write: called again with it, it gives its first answer and does nothing.

-- begin_1 records that a verification starts, unless the guard is against it; see ringback.guarded.
-- persons are the person's hashes, that under the current key first. seen is the last head that the
-- desk saw, imported the number of the last import whose keys it hashes with. With late, the request is
-- out already, so that nothing is asked.
create function ringback.begin_1(
	write uuid, seen bigint, seen_digest bytea, seal_key integer, hash_key integer, imported bigint,
	new_id text, environment text, persons bytea[], of_case bytea, of_operator bytea, of_desk bytea,
	guarded boolean, confirmed integer, most integer, late boolean, sealed bytea
) returns ringback.answer_1
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
declare
	a ringback.answer_1 := ringback.written(write);
	l ringback.links;
	them bytea[];
	at timestamptz;
	open boolean;
	paused timestamptz;
begin
	if a.said is not null then
		return a;
	end if;
	perform ringback.demand(octet_length(new_id) between 1 and 4096 and octet_length(environment) <= 4096
		and ringback.hashes(persons) and ringback.hash(of_case) and ringback.hash(of_operator) and ringback.hash(of_desk)
		and guarded is not null and confirmed between 0 and 7 and most >= 0 and late is not null
		and octet_length(sealed) between 32 and 131072 and seen >= 0 and octet_length(seen_digest) = 32 and imported >= 0);
	if not late then
		perform from ringback.settings s where s.single and s.seal_key = begin_1.seal_key and s.hash_key = begin_1.hash_key
			and not exists (select from ringback.imports i where i.number > imported);
		if not found then
			a.said := 'keys';
			return a;
		end if;
	end if;
	if not late then
		at := ringback.clock();
		paused := ringback.paused(at);
		if seen > 0 and not ringback.has(seen, seen_digest) then
			return ringback.missed(seen, at < paused);
		elsif at < paused then
			a.said := 'paused'; a.remaining := ringback.micros(paused - at);
			return a;
		end if;
	end if;
	them := ringback.lock(persons);
	at := ringback.clock();
	if exists (select from ringback.records r where r.id = new_id) then
		a.said := 'exists';
		return a;
	end if;
	if not late then
		a := ringback.guarded(them, at, guarded, confirmed, most);
		if a.said is not null then
			return a;
		end if;
	end if;
	perform ringback.sweep(them, at);
	if cardinality(persons) > 0 then
		perform ringback.join(them, 16 * cardinality(persons));
		update ringback.pairs p set until = null where p.person = any (them) and p.until is not null;
		open := exists (select from ringback.guards g
			where g.person = any (them) and g.id is not null and ringback.holds(at, g.since, g.until));
		if guarded and not open then
			update ringback.guards g set id = new_id, since = at, until = at + interval '300 seconds' where g.person = persons[1];
		end if;
		insert into ringback.prompts (id, person, sent, until) values (new_id, persons[1], at, at + interval '1 hour');
	end if;
	-- Of two records with one id the second waits here for the first.
	perform pg_advisory_xact_lock(hashtextextended(new_id, 1));
	if exists (select from ringback.records r where r.id = new_id) then
		raise exception 'ringback: call it again' using errcode = '40001';
	end if;
	l.kind := 1; l.id := new_id; l.environment := begin_1.environment; l.outcome := '';
	l.person := persons[1]; l."case" := of_case; l.operator := of_operator; l.desk := of_desk; l.sealed := begin_1.sealed;
	a := ringback.append(l);
	insert into ringback.records (position, id, started, login, environment, person, "case", operator, desk, deadline)
		values (a.position, new_id, ringback.moment(a.at), session_user, begin_1.environment, persons[1], of_case, of_operator, of_desk, at + interval '300 seconds');
	perform ringback.note(write, a);
	return a;
end $$;

-- has tells whether the chain has a head, or is too short to tell because of its age.
create function ringback.has(seen bigint, seen_digest bytea) returns boolean
language sql stable set search_path = pg_catalog, ringback, pg_temp
as $$
	select exists (select from ringback.links l where l.position = seen and l.digest = seen_digest)
		or exists (select from ringback.checkpoint c where c.single and (c.position > seen or c.position = seen and c.digest = seen_digest))
$$;

-- paused returns until when nothing begins: for everybody, or for this login, which missed a head.
create function ringback.paused(at timestamptz) returns timestamptz
language sql stable set search_path = pg_catalog, ringback, pg_temp
as $$
	select greatest(h.paused_until, (
		select l.at + interval '15 minutes' from ringback.links l where l.kind = 8 and l.login = session_user
			and ringback.holds(paused.at, l.at, l.at + interval '15 minutes') order by l.position desc limit 1))
	from ringback.head h where h.single
$$;

-- missed records that the chain lacks a head that a desk saw. Nothing begins for a while, so that
-- somebody can look; what other desks miss in that time is known already. Everybody is paused once a
-- day at most, and whoever misses one later only by itself: after a failover desks that missed it come
-- all day, and a login that says so untruly must not stop the centre again and again.
create function ringback.missed(seen bigint, known boolean) returns ringback.answer_1
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
declare
	l ringback.links;
	a ringback.answer_1;
	since timestamptz;
begin
	if not known then
		l.kind := 8; l.record := 0; l.about := seen::text;
		a := ringback.append(l);
		since := ringback.clock();
		update ringback.head h set paused_until = since + interval '15 minutes'
			where h.single and not ringback.holds(since, h.paused_until, h.paused_until + interval '1 day');
	end if;
	a.said := 'missing'; a.remaining := 900000000;
	return a;
end $$;

-- own returns a record of this login, locked; null: there is none.
create function ringback.own(of_id text) returns ringback.records
language sql volatile set search_path = pg_catalog, ringback, pg_temp
as 'select r.* from ringback.records r where r.id = of_id and r.login = session_user for update';

-- acknowledge_1 says that the provider has the request: how long ago it was sent, and how long it can
-- still be answered. It can be called again.
create function ringback.acknowledge_1(of_id text, sent_ago bigint, lifetime_left bigint) returns text
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
declare
	r ringback.records;
	at timestamptz;
	was_sent timestamptz;
	ends timestamptz;
begin
	perform ringback.demand(of_id is not null and sent_ago is not null and lifetime_left is not null);
	select * into r from ringback.records o where o.id = of_id and o.login = session_user;
	if not found then
		return 'no_record';
	end if;
	if r.person is not null then
		perform ringback.lock(array[r.person]);
	end if;
	r := ringback.own(of_id);
	if r.id is null then
		return 'no_record';
	elsif r.outcome <> '' then
		return 'ended';
	end if;
	at := ringback.clock();
	was_sent := at - ringback.span(least(greatest(sent_ago, 0), 3600000000));
	ends := least(at + ringback.span(least(greatest(lifetime_left, 0), 900000000)), was_sent + interval '15 minutes');
	update ringback.records o set deadline = ends where o.position = r.position;
	update ringback.guards g set since = was_sent, until = ends where g.person = r.person and g.id = of_id;
	update ringback.prompts p set acknowledged = true, sent = was_sent, until = was_sent + interval '1 hour' where p.id = of_id;
	return 'done';
end $$;

-- receive_1 records that tokens came, and tells whether one of the marks came for another
-- verification. older are the marks under the older hash keys, and under those of imports up to the one
-- with this number; without a later one's it says so and records nothing, unless imported is null. For a
-- verification that isn't recorded the marks are kept all the same.
create function ringback.receive_1(
	write uuid, of_id text, imported bigint, new_marks bytea[], older bytea[], sealed bytea
) returns ringback.answer_1
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
declare
	a ringback.answer_1 := ringback.written(write);
	r ringback.records;
	l ringback.links;
	replay boolean;
	fresh bytea;
begin
	if a.said is not null then
		return a;
	end if;
	perform ringback.demand(octet_length(of_id) between 1 and 4096 and ringback.hashes(new_marks) and cardinality(new_marks) <= 16
		and ringback.hashes(older) and octet_length(sealed) between 32 and 131072);
	if exists (select from ringback.imports i where i.number > imported) then
		a.said := 'keys';
		return a;
	end if;
	r := ringback.own(of_id);
	insert into ringback.marks (mark, id, record, at)
		select distinct one, of_id, null::bigint, ringback.clock() from unnest(new_marks) one order by one
		on conflict (mark) do nothing;
	replay := exists (select from ringback.marks m where m.mark = any (new_marks || older) and m.id <> of_id);
	if r.id is null then
		a.said := 'done'; a.seen := replay;
		perform ringback.note(write, a);
		return a;
	end if;
	with bound as (
		update ringback.marks m set record = r.position
			where m.mark = any (new_marks) and m.id = of_id and m.record is null returning m.mark)
	select string_agg(b.mark, ''::bytea order by b.mark) into fresh from bound b;
	if r.received is not null and fresh is null then
		a.said := 'done'; a.seen := replay;
		return a;
	elsif (select count(*) from ringback.links o where o.record = r.position) >= 32 then
		a.said := 'too_big'; a.seen := replay;
		return a;
	end if;
	l.kind := 2; l.record := r.position; l.id := of_id; l.marks := fresh; l.sealed := receive_1.sealed;
	a := ringback.append(l);
	update ringback.records o set received = coalesce(o.received, ringback.moment(a.at)) where o.position = r.position;
	a.seen := replay;
	perform ringback.note(write, a);
	return a;
end $$;

-- seen_1 tells whether one of the marks came for another verification; null: nobody knows, as they lack
-- those under the keys of a later import than imported. It writes nothing.
create function ringback.seen_1(of_id text, imported bigint, any_marks bytea[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, ringback, pg_temp
as $$
begin
	if exists (select from ringback.imports i where i.number > imported) then
		return null;
	end if;
	return exists (select from ringback.marks m where m.mark = any (any_marks) and m.id <> of_id);
end $$;

-- end_1 records how a verification ended. With stays, its request may still be on the phone; with
-- unsent, the provider can't have got it unless it was acknowledged. also are the person's other
-- hashes, if the provider said so now.
create function ringback.end_1(
	write uuid, of_id text, new_outcome text, stays boolean, unsent boolean, also bytea[], sealed bytea
) returns ringback.answer_1
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
declare
	a ringback.answer_1 := ringback.written(write);
	r ringback.records;
	l ringback.links;
	p ringback.prompts;
	them bytea[] := '{}';
	at timestamptz;
begin
	if a.said is not null then
		return a;
	end if;
	perform ringback.demand(of_id is not null and octet_length(new_outcome) between 1 and 4096 and stays is not null
		and unsent is not null and ringback.hashes(also) and octet_length(sealed) between 32 and 2097152);
	select * into r from ringback.records o where o.id = of_id and o.login = session_user;
	if r.person is not null then
		them := ringback.lock(also || r.person);
	end if;
	r := ringback.own(of_id);
	if r.id is null then
		a.said := 'no_record';
		return a;
	elsif r.outcome <> '' then
		a.said := 'ended';
		return a;
	end if;
	at := ringback.clock();
	if r.person is not null then
		perform ringback.join(them, 16 * greatest(1, cardinality(also)));
		if not stays then
			update ringback.guards g set id = null, since = '-infinity', until = '-infinity' where g.person = r.person and g.id = of_id;
		end if;
		select * into p from ringback.prompts o where o.id = of_id;
		if found and unsent and not p.acknowledged then
			delete from ringback.prompts o where o.number = p.number;
		elsif found then
			-- One that a crash left can be filed much later.
			p.ended := least(at, p.sent + interval '30 minutes');
			update ringback.prompts o set ended = p.ended, outcome = new_outcome,
				until = case when new_outcome = 'verified' then o.sent + interval '1 hour'
					else greatest(o.sent + interval '1 hour', p.ended + interval '10 minutes') end
				where o.number = p.number;
		end if;
	end if;
	l.kind := 3; l.record := r.position; l.id := of_id; l.outcome := new_outcome; l.sealed := end_1.sealed;
	a := ringback.append(l);
	update ringback.records o set outcome = new_outcome where o.position = r.position;
	perform ringback.note(write, a);
	return a;
end $$;

-- report records that the person didn't start a verification, or, without fences, that this was taken
-- back. What is so already is recorded once.
create function ringback.report(write uuid, of_id text, fences boolean, ago bigint, sealed bytea, everybodys boolean)
returns ringback.answer_1
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
declare
	a ringback.answer_1 := ringback.written(write);
	r ringback.records;
	l ringback.links;
	at timestamptz;
begin
	if a.said is not null then
		return a;
	end if;
	perform ringback.demand(of_id is not null and fences is not null and ago is not null and octet_length(sealed) between 32 and 131072);
	select * into r from ringback.records o where o.id = of_id and (everybodys or o.login = session_user);
	if r.person is not null then
		perform ringback.lock(array[r.person]);
	end if;
	select * into r from ringback.records o where o.id = of_id and (everybodys or o.login = session_user) for update;
	if r.id is null then
		a.said := 'no_record';
		return a;
	elsif r.reported = fences then
		a.said := 'done';
		return a;
	elsif (select count(*) from ringback.links o where o.record = r.position) >= 32 then
		a.said := 'too_big';
		return a;
	end if;
	at := ringback.clock() - ringback.span(least(greatest(report.ago, 0), 86400000000));
	l.kind := case when fences then 6 else 7 end;
	l.record := r.position; l.id := of_id; l.sealed := report.sealed;
	a := ringback.append(l);
	update ringback.records o set reported = fences where o.position = r.position;
	if r.person is not null then
		delete from ringback.fences f where f.id = of_id;
		if fences then
			insert into ringback.fences (id, person, link, since, until) values (of_id, r.person, a.position, at, at + interval '24 hours');
		end if;
	end if;
	perform ringback.note(write, a);
	return a;
end $$;

-- report_1 is for one's own verifications, report_any_1 for everybody's.
create function ringback.report_1(write uuid, of_id text, fences boolean, ago bigint, sealed bytea) returns ringback.answer_1
language sql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as 'select ringback.report(write, of_id, fences, ago, sealed, false)';

create function ringback.report_any_1(write uuid, of_id text, fences boolean, ago bigint, sealed bytea) returns ringback.answer_1
language sql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as 'select ringback.report(write, of_id, fences, ago, sealed, true)';

revoke all on all functions in schema ringback from public;
grant execute on function
	ringback.begin_1, ringback.acknowledge_1, ringback.receive_1, ringback.seen_1, ringback.end_1, ringback.report_1
	to {{desk}};
grant execute on function ringback.report_any_1 to {{supervisor}};
