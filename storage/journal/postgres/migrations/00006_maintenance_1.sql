-- What looks after a journal, in API number 1.

create index on ringback.links (position) where record = position and erased is not null;

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
	select array_agg(r.position) into them from ringback.records r where r.position > from_position and r.position <= upto;
	if them is not null then
		select f.positions into gone from ringback.forget(them, at) f;
		removed := cardinality(them);
	end if;
	update ringback.checkpoint c set position = k.position, digest = k.digest, at = k.at
		from ringback.links k where k.position = upto and c.single;
	delete from ringback.links k where k.position > from_position and k.position <= upto;
	l.kind := 5; l.record := 0;
	l.about := upto || coalesce(' ' || ringback.spans(array(select p from unnest(gone) p where p > upto)), '');
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
	select c.position into kept from ringback.checkpoint c where c.single;
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

revoke all on all functions in schema ringback from public;
grant execute on function ringback.erasures_1, ringback.erase_again_1 to {{supervisor}};
