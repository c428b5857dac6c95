-- Nobody but the owner may call what is created from now on: this comes first, in the transaction
-- that creates the functions.
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;

-- One row of settings. The current pair of keys is that which desks seal and hash with; a name tells
-- a key of the right number from another one and says nothing about it.
create table ringback.settings (
	single boolean primary key default true check (single),
	journal uuid not null default gen_random_uuid(), -- tells this journal from another one, also after a restore
	seal_key integer not null default 0, -- 0: no key is current yet, and no desk starts anything
	seal_name bytea,
	hash_key integer not null default 0,
	hash_name bytea
);
insert into ringback.settings default values;

-- The end of the chain. Whoever appends has this row, last of all locks, until its commit.
create table ringback.head (
	single boolean primary key default true check (single),
	position bigint not null default 0, -- 0: there is no link yet
	digest bytea not null default decode(repeat('00', 32), 'hex'),
	at timestamptz not null default '-infinity',
	paused_until timestamptz not null default '-infinity' -- until then nothing begins: a head was missing
) with (fillfactor = 10);
insert into ringback.head default values;

-- The last link that was removed because of its age; position 0: none was.
create table ringback.checkpoint (
	single boolean primary key default true check (single),
	position bigint not null default 0,
	digest bytea not null default decode(repeat('00', 32), 'hex'),
	at timestamptz not null default '-infinity'
);
insert into ringback.checkpoint default values;

-- The chain. What is erased keeps position, time, kind and digest only.
create table ringback.links (
	position bigint primary key,
	at timestamptz not null, -- the server's, and never before that of the link before
	kind smallint not null, -- 1 begun, 2 received, 3 ended, 4 erased, 5 retained, 6 reported, 7 lifted, 8 head missing
	record bigint not null, -- where its record begins; 0 if it is about no record
	id text, -- of the record: random, and not the provider's
	login text, -- session_user
	environment text,
	outcome text,
	person bytea, -- keyed hashes, 32 bytes each, under the hash key that was current
	"case" bytea,
	operator bytea,
	desk bytea,
	marks bytea, -- those that came first for this record, one after the other
	about text, -- positions, of the kinds 4, 5 and 8
	sealed bytea,
	digest bytea not null,
	erased timestamptz -- when its content was removed
);
create index on ringback.links (record);
create index on ringback.links (login, position) where kind = 8;

-- The records, as a list is filtered. All of this follows from the links.
create table ringback.records (
	position bigint primary key,
	id text not null unique,
	started timestamptz not null, -- the time of the link with which it begins, unless it is late
	late boolean not null default false, -- its desk handed it in afterwards: it started before its place says
	login text not null,
	environment text not null,
	outcome text not null default '', -- '' while it is open
	person bytea,
	"case" bytea,
	operator bytea,
	desk bytea,
	received timestamptz,
	reported boolean not null default false, -- and not lifted since
	deadline timestamptz not null -- when it ends by itself at the latest
);
create index on ringback.records (started, position);
create index on ringback.records (started, position) where late;
create index on ringback.records (login, position);
create index on ringback.records (environment, position);
create index on ringback.records (outcome, position);
create index on ringback.records (person, position) where person is not null;
create index on ringback.records ("case", position) where "case" is not null;
create index on ringback.records (operator, position) where operator is not null;
create index on ringback.records (desk, position) where desk is not null;

-- The guard: one row per hash of a person. It is also what is locked before anything is decided
-- about them; a row whose time is over holds nothing else.
create table ringback.guards (
	person bytea primary key,
	id text, -- of the verification that may be open
	since timestamptz not null default '-infinity',
	until timestamptz not null default '-infinity'
);
create index on ringback.guards (until);

-- The requests that count. They outlast their records: id and outcome go with them.
create table ringback.prompts (
	number bigint generated always as identity primary key,
	id text,
	person bytea not null,
	sent timestamptz not null,
	acknowledged boolean not null default false,
	ended timestamptz,
	outcome text not null default '',
	until timestamptz not null -- when it matters no longer
);
create index on ringback.prompts (person);
create index on ringback.prompts (id);
create index on ringback.prompts (until);

-- The reports that a person didn't start a request. They outlast their records, too.
create table ringback.fences (
	number bigint generated always as identity primary key,
	id text,
	person bytea not null,
	link bigint, -- that says who reported it
	since timestamptz not null,
	until timestamptz not null
);
create index on ringback.fences (person);
create index on ringback.fences (id);
create index on ringback.fences (until);

-- The hashes that belong to one person: CPR number, UUID, and each of them under every hash key.
create table ringback.pairs (
	person bytea primary key,
	party bytea not null, -- the lowest of them
	until timestamptz -- when they are parted, because no record is left; null: not at all
);
create index on ringback.pairs (party);
create index on ringback.pairs (until) where until is not null;

-- What identifies a token, hashed, and for which verification it came first.
create table ringback.marks (
	mark bytea primary key,
	id text not null,
	record bigint, -- null if that verification isn't recorded
	at timestamptz not null
);
create index on ringback.marks (id);
create index on ringback.marks (at) where record is null;

-- The answers of writes, to be given again to whoever lost one.
create table ringback.writes (
	id uuid primary key,
	login text not null,
	until timestamptz not null,
	position bigint not null,
	seen boolean
);
create index on ringback.writes (until);

-- What a write answers. Times are spans in microseconds, so that no desk's clock matters.
create type ringback.answer_1 as (
	said text, -- done; or why not: exists, no_record, ended, too_big, keys, paused, missing, open, too_many, asked
	position bigint, -- of the link that was appended, else null
	at bigint, -- its time, since 1970
	record bigint, -- where its record begins
	before bytea, -- the digest before it
	digest bytea,
	login text,
	seen boolean,
	marks bytea, -- of the link
	remaining bigint, -- until what is in the way is over
	id text, -- of the verification that is open
	questions integer,
	outcome text, -- how the last request ended, and how long ago
	elapsed bigint,
	requests integer,
	reporting bigint, -- the link with the report, its id, how long ago it was, and its content
	reporting_id text,
	reported bigint,
	report bytea
);
