-- What a desk recorded in a file of its own while this database couldn't be reached, in API number 1.

create index on ringback.links (position) where kind in (8, 10);

-- handed_in returns the answer to a record that was handed in before, by this login; null: none was.
create function ringback.handed_in(of_id text) returns ringback.answer_1
language plpgsql volatile set search_path = pg_catalog, ringback, pg_temp
as $$
declare
	a ringback.answer_1;
	l ringback.links;
begin
	select k.* into l from ringback.records r join ringback.links k on k.position = r.position
		where r.id = of_id and r.login = session_user and k.kind = 9;
	if not found then
		return null;
	end if;
	a.said := 'exists'; a.position := l.position; a.at := ringback.epoch(l.at); a.record := l.record; a.digest := l.digest;
	a.login := l.login; a.marks := l.marks;
	a.seen := exists (select from ringback.links k where k.record = l.record and k.kind = 10);
	select k.digest into a.before from ringback.links k where k.position = l.position - 1;
	if not found then
		select c.digest into a.before from ringback.checkpoint c where c.single;
	end if;
	return a;
end $$;

-- hand_in_1 records a verification from begin to end, which its desk recorded alone. Its id makes it
-- come once. The chain has the server's time; the spans tell when it was, and the guard goes by those:
-- sent_ago is null if the request doesn't count, guard_left 0 if no request is on a phone, and
-- reported_ago null if the person reported nothing. What is older than what the journal keeps is
-- dropped. A mark that came for another verification as well is found now, and both are marked.
create function ringback.hand_in_1(
	write uuid, new_id text, environment text, outcome text, persons bytea[], also bytea[],
	of_case bytea, of_operator bytea, of_desk bytea, new_marks bytea[],
	started_ago bigint, received_ago bigint, sent_ago bigint, acknowledged boolean, ended_ago bigint, guard_left bigint,
	reported_ago bigint, sealed bytea
) returns ringback.answer_1
language plpgsql volatile security definer set search_path = pg_catalog, ringback, pg_temp set lock_timeout = '3s'
as $$
declare
	a ringback.answer_1 := ringback.written(write);
	l ringback.links;
	found_later ringback.links;
	them bytea[] := '{}';
	others bigint[];
	fresh bytea;
	replay boolean;
	at timestamptz;
	was_started timestamptz;
	was_sent timestamptz;
	was_ended timestamptz;
begin
	if a.said is not null then
		return a;
	end if;
	perform ringback.demand(octet_length(new_id) between 1 and 4096 and octet_length(environment) <= 4096
		and octet_length(outcome) between 1 and 4096
		and ringback.hashes(persons) and ringback.hashes(also) and cardinality(persons) + cardinality(also) <= 1024
		and ringback.hash(of_case) and ringback.hash(of_operator) and ringback.hash(of_desk)
		and ringback.hashes(new_marks) and cardinality(new_marks) <= 512
		and started_ago is not null and acknowledged is not null and ended_ago is not null and guard_left is not null
		and octet_length(sealed) between 32 and 2097152);
	if cardinality(persons) > 0 then
		them := ringback.lock(persons || also);
	end if;
	-- Of two records with one id the second waits here for the first.
	perform pg_advisory_xact_lock(hashtextextended(new_id, 1));
	a := ringback.handed_in(new_id);
	if a.said is not null then
		return a;
	elsif exists (select from ringback.records r where r.id = new_id) then
		a.said := 'taken';
		return a;
	end if;
	at := ringback.clock();
	was_started := at - ringback.span(least(greatest(started_ago, 0), 86400000000 * 3660));
	was_ended := at - ringback.span(least(greatest(ended_ago, 0), 86400000000 * 3660));
	if was_started < (select c.at from ringback.checkpoint c where c.single) then
		a.said := 'older';
		return a;
	end if;
	perform ringback.sweep(them, at);
	if cardinality(persons) > 0 then
		perform ringback.join(them, 16 * greatest(1, cardinality(persons)));
		update ringback.pairs p set until = null where p.person = any (them) and p.until is not null;
		was_sent := at - ringback.span(least(greatest(sent_ago, 0), 86400000000));
		if was_sent > at - interval '2 hours' then
			insert into ringback.prompts (id, person, sent, acknowledged, ended, outcome, until)
				values (new_id, persons[1], was_sent, hand_in_1.acknowledged, was_ended, hand_in_1.outcome,
					case when hand_in_1.outcome = 'verified' then was_sent + interval '1 hour'
						else greatest(was_sent + interval '1 hour', was_ended + interval '10 minutes') end);
		end if;
		if guard_left > 0 and not exists (select from ringback.guards g
				where g.person = any (them) and g.id is not null and ringback.holds(at, g.since, g.until)) then
			update ringback.guards g set id = new_id, since = at, until = at + ringback.span(least(guard_left, 900000000))
				where g.person = persons[1];
		end if;
	end if;
	insert into ringback.marks (mark, id, record, at)
		select distinct one, new_id, null::bigint, at from unnest(new_marks) one order by one
		on conflict (mark) do nothing;
	replay := exists (select from ringback.marks m where m.mark = any (new_marks) and m.id <> new_id);
	select array_agg(distinct m.record order by m.record) into others
		from ringback.marks m where m.mark = any (new_marks) and m.id <> new_id and m.record is not null;
	select string_agg(m.mark, ''::bytea order by m.mark) into fresh
		from ringback.marks m where m.mark = any (new_marks) and m.id = new_id and m.record is null;
	l.kind := 9; l.id := new_id; l.environment := hand_in_1.environment; l.outcome := hand_in_1.outcome;
	l.person := persons[1]; l."case" := of_case; l.operator := of_operator; l.desk := of_desk; l.marks := fresh;
	l.sealed := hand_in_1.sealed;
	a := ringback.append(l);
	insert into ringback.records (position, id, started, late, login, environment, outcome, person, "case", operator, desk, received, reported, deadline)
		values (a.position, new_id, ringback.moment(a.at) - (at - was_started), true, session_user, hand_in_1.environment, hand_in_1.outcome, persons[1], of_case, of_operator, of_desk,
			ringback.moment(a.at) - ringback.span(received_ago), reported_ago is not null, was_ended);
	update ringback.marks m set record = a.position where m.mark = any (new_marks) and m.id = new_id;
	if cardinality(persons) > 0 and reported_ago is not null then
		was_started := at - ringback.span(least(greatest(reported_ago, 0), 86400000000));
		if was_started + interval '24 hours' > at then
			insert into ringback.fences (id, person, link, since, until)
				values (new_id, persons[1], a.position, was_started, was_started + interval '24 hours');
		end if;
	end if;
	a.seen := replay;
	perform ringback.note(write, a);
	if replay then
		found_later.kind := 10; found_later.record := a.position;
		found_later.about := coalesce(ringback.spans(others), '');
		perform ringback.append(found_later);
		found_later.about := a.position::text;
		for found_later.record in select unnest(others) loop
			perform ringback.append(found_later);
		end loop;
	end if;
	return a;
end $$;

-- replays_1 returns what was found later, after a position: records of which something that identifies
-- a token had come for another one, too; and logins that missed a head, without an id.
create function ringback.replays_1(after bigint, most integer, out "position" bigint, out at bigint, out id text, out login text)
returns setof record
language sql stable security definer set search_path = pg_catalog, ringback, pg_temp
as $$
	select l.position, ringback.epoch(l.at), r.id, l.login from ringback.links l left join ringback.records r on r.position = l.record
		where l.kind in (8, 10) and (l.kind = 8 or r.id is not null) and l.position > after order by l.position limit most
$$;

revoke all on all functions in schema ringback from public;
grant execute on function ringback.hand_in_1 to {{desk}};
grant execute on function ringback.replays_1 to {{supervisor}}, {{auditor}};
