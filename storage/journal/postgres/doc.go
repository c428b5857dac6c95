// Package postgres is the journal of a whole contact centre: records, guards and marks in one
// PostgreSQL database, 14 or newer, shared by hundreds of desks. What it takes to go on after a
// crash stays beside the desk, in a [journal.Beside]: in the database, tokens would live on in its
// write-ahead log and its backups.
//
// # Tables
//
// All are in schema ringback and belong to a role that can't log in:
//
//	links       the chain: clear columns, keyed hashes, the sealed content and the digest
//	head        one row: position and digest of the last link, and until when nothing may begin
//	checkpoint  one row: the last link that was removed because of its age
//	records     one row for each verification, as lists are filtered; it follows from the links
//	guards      one row for each hash of a person; it is the guard, and what is locked
//	prompts     the requests that count; they outlast their records, without id and outcome
//	fences      the reports that somebody didn't start a request; they outlast theirs, too
//	pairs       which hashes are one person's: by CPR number and UUID, under each hash key
//	marks       for which verification a token came first
//	writes      what was answered to writes of the last hour, by their ids
//	imports     what imported files hashed with, sealed
//	settings    one row: the numbers and names of the current pair of keys
//	migrations  the version, of goose
//
// Clear are time, environment, outcome, login (session_user) and the record's id, which is random
// and not the provider's. Keyed hashes are person, case, operator and desk, and marks. Sealed is
// the rest: see [journal.SharedLink]. A sealed value begins with the number of its key, and is
// bound to the record's id and the kind of link, not to a position: nobody knows that before the
// function has the head.
//
// # The chain
//
// digest = SHA-256(digest before, position, time, kind, record, each clear column with its length,
// sealed), made by ringback.digest in the function that appends, and checked by the desk: the
// answer has the digest before. Times are whole microseconds. An erased link keeps position, time,
// kind and digest. A link of kind 4 says which were erased, one of kind 5 up to where the chain was
// removed.
//
// # Functions
//
// A name that ends in a number is API: the number is that of the API, and ringback.apis() returns
// those that the schema serves. A changed function gets the next number beside the old one, which
// stays for a release. A write is one function call, one statement and one transaction. Desks have
// no rights on tables. Who may call what:
//
//	desk        begin acknowledge receive seen end report hand_in, own_page open look, import imported
//	            known imports, hello head
//	supervisor  report_any, all_page replays, erase erasures erase_again, retain, imports, hello head
//	auditor     all_page replays, links checkpoint counts, imports, hello head
//	owner       everything, and use_keys
//
// "own" is what this login began. What isn't API is called by the owner only. A function that
// others may call is SECURITY DEFINER, sets search_path and lock_timeout itself, has no dynamic
// SQL, refuses arguments by ringback.demand, and raises no text with a value in it. All ask
// ringback.clock(), which only tests replace. Times in arguments and answers are spans in
// microseconds: no decision goes by a desk's clock.
//
// # Locks
//
// In this order, whoever takes more than one: the id of the write (advisory), the person's guard
// rows by hash, the record, the id of a new record (advisory), marks by hash, the head. Whoever has
// the head waits for nothing. Sweeping takes what is free and waits for nobody. If the person got
// another hash while their rows were waited for, the function gives up with SQLSTATE 40001, and the
// desk calls it again.
//
// # A lost commit
//
// Each write has an id. If the connection goes while it is being done, the same call with the same
// id is made again on another connection: it waits for the first one if that still runs, then
// returns its answer or does it. Nothing that is refused is remembered.
//
// If nobody can tell in time, the error is [ErrUncertain]. An ending or a receipt that is then made
// again is the same write. A begin isn't: nothing is sent ([journal.Refuser]), and once the
// database answers, the desk ends that record as failed, [journal.ReasonNotSent].
//
// # What a desk recorded alone
//
// A desk may record in a file while it can't reach the database; see package fallback. What has
// ended there is handed in whole, in one link (kind 9), once by its id. The chain has the server's
// time; the record keeps its desk's. Spans tell the guard how long ago things were: what still
// counts counts from then on. A mark that is another record's, too, gives both a link (kind 10),
// and supervisors ask for those. Marks are under the hash key that the file was made with: one
// under a key that was replaced in between isn't found.
//
// # Keys
//
// The settings name the current pair. [Open] refuses a desk that lacks it, or has another key
// under its number. begin has the numbers as arguments, and that of the last import: after a
// change it says "keys", and a desk that has the new pair by now goes on with it. If it hashes
// under more keys than before, the person is hashed again first ([journal.ErrHashAgain]). A
// [journal.PersonHash] has a person's hashes under all keys that the desk holds, in the order of
// their numbers; a record keeps that under the current one, and pairs join the rest.
//
// # Beside the desk
//
// [journal.Beside] has one sealed file for each verification under way, under the desk's own key.
// Begin and Acknowledge write it before the database, End after. So what is there and unknown to
// the database was never sent or was erased since, and goes; what the database knows to have ended,
// and the file doesn't, is put right by Unfinished and Claim.
//
// It also has the last head that the desk saw, for this journal (settings.journal): begin passes
// it, and if the chain lacks it, that is recorded (kind 8) with the login, and nothing begins for
// 15 minutes. This stops everybody once a day at most; whoever misses one later is stopped alone:
// desks that were off in a failover come all day, and nobody can check what a login says it saw.
//
// # Migrations
//
// They are in migrations/, forward only, one transaction each. {{desk}}, {{supervisor}} and
// {{auditor}} stand for the roles' names, see [Roles]. What an administrator runs once is
// [Roles.Print]; then [Migrate] with the login of a member of the owner, and [UseKeys] as the
// owner.
//
// # Looking after it
//
// [Maintenance] needs no key: it removes what is too old in bounded steps, lists what was erased
// and erases it again in a restored backup (by position and digest of the link with which a record
// begins, which an erased one keeps), and follows the chain. [Journal.Import] brings in a desk's
// old file by hand_in; what that hashed with is in imports, sealed, and is one more generation of
// hash keys: begin, receive and seen refuse a desk that doesn't know of it yet, which then learns
// of it; a token is recorded in any case. Nothing new is written under it, and only hashes that the
// journal has (known) are locked.
//
// # Tests
//
// .build/with-postgres starts a server; tests with the tag realparts find it in $RINGBACK_POSTGRES
// and make a database each from a template. replaced in conformance_test.go puts a test's clock in
// the place of ringback.clock(). aProxy loses what a test wants lost. Tests of faults are in files
// faults_*_test.go, here and in package fallback, whose tests stop a server of their own.
package postgres
