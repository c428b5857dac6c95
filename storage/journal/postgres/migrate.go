package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"ringback/storage/journal"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrationTable is where goose keeps the version.
const migrationTable = "ringback.migrations"

// The errors of whoever looks after a schema. Each says what to do.
var (
	ErrNotPrepared = journal.NewFault("not_prepared", "the database isn't prepared for a journal: have its administrator run once what ringback journal migrate -print-roles prints")
	ErrNotOwner    = journal.NewFault("not_owner", "this login isn't a member of the journal's owner: use the login that looks after the journal, or have the administrator grant it the owner")
)

// OwnerError means that the schema belongs to another role than a prefix names.
type OwnerError struct{ Owner string }

func (e *OwnerError) Error() string {
	return "the schema ringback of this database belongs to the role " + e.Owner + ": check -prefix and the address of the database"
}

// Fault is the word of the error, and the role.
func (e *OwnerError) Fault() (word string, names map[string]any) {
	return "other_owner", map[string]any{"Owner": e.Owner}
}

// Migrated is what [Migrate] did.
type Migrated struct {
	Applied int   // migrations; 0: the schema was up to date
	Version int64 // of the schema now
}

// RolesIn returns the roles of the journal in a database, whatever their prefix. [ErrNotPrepared]:
// it has none; [ErrNotOwner]: this login may not change the schema.
func RolesIn(ctx context.Context, conn *pgx.Conn) (Roles, error) {
	var owner string
	var member bool
	err := conn.QueryRow(ctx, `select o.rolname::text, pg_catalog.pg_has_role(session_user, o.oid, 'member')
		from pg_catalog.pg_namespace n join pg_catalog.pg_roles o on o.oid = n.nspowner where n.nspname = 'ringback'`).Scan(&owner, &member)
	if errors.Is(err, pgx.ErrNoRows) {
		return Roles{}, ErrNotPrepared
	} else if err != nil {
		return Roles{}, err
	}
	prefix, is := strings.CutSuffix(owner, Roles{}.Owner())
	roles, wrong := RolesWith(prefix)
	switch {
	case !is, wrong != nil:
		return Roles{}, &OwnerError{owner}
	case !member:
		return Roles{}, ErrNotOwner
	}
	return roles, nil
}

// asOwner begins a transaction as the owner, whose roles it returns. Of two programs that change
// the schema at once, one waits here for the other.
func asOwner(ctx context.Context, conn *pgx.Conn) (tx pgx.Tx, roles Roles, err error) {
	if roles, err = RolesIn(ctx, conn); err != nil {
		return nil, Roles{}, err
	}
	if tx, err = conn.Begin(ctx); err != nil {
		return nil, Roles{}, err
	}
	if _, err = tx.Exec(ctx, strings.Replace(become(roles), "set role", "set local role", 1)); err == nil {
		_, err = tx.Exec(ctx, `select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('ringback migrations'))`)
	}
	if err != nil {
		_ = tx.Rollback(context.WithoutCancel(ctx))
	}
	return tx, roles, err
}

func become(roles Roles) string { return "set role " + pgx.Identifier{roles.Owner()}.Sanitize() }

// Migrate brings the schema up to date, with the login of somebody who is a member of the owner.
// Each migration is one transaction. [ErrProgramOld]: the schema is from a newer program, and was
// left as it is. explain says what an error of a connection means; nil names no hosts.
//
// With a prefix, the owner must be the one of that prefix.
func Migrate(ctx context.Context, config *pgx.ConnConfig, prefix *string, explain func(error) error) (done Migrated, err error) {
	defer func() { err = translated(ctx, err, explaining(explain)) }()
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return Migrated{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	lock, roles, err := asOwner(ctx, conn)
	if err != nil {
		return Migrated{}, err
	}
	defer func() { _ = lock.Rollback(context.WithoutCancel(ctx)) }()
	if prefix != nil && roles.prefix != *prefix {
		return Migrated{}, &OwnerError{roles.Owner()}
	}
	migrations, err := migrationsFor(roles)
	if err != nil {
		return Migrated{}, err
	}
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, become(roles))
		return err
	}))
	defer func() { err = errors.Join(err, db.Close()) }()
	store, err := database.NewStore(database.DialectPostgres, migrationTable)
	if err != nil {
		return Migrated{}, err
	}
	provider, err := goose.NewProvider(goose.DialectCustom, db, nil, goose.WithStore(store), goose.WithGoMigrations(migrations...),
		goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return Migrated{}, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return Migrated{}, fmt.Errorf("the journal's schema can't be brought up to date: %w", err)
	}
	now, newest, err := provider.GetVersions(ctx)
	switch {
	case err != nil:
		return Migrated{}, err
	case now > newest:
		return Migrated{}, ErrProgramOld
	}
	return Migrated{Applied: len(results), Version: now}, nil
}

// migrationsFor returns the migrations with the names of the roles. A file's name begins with its
// number.
func migrationsFor(roles Roles) (all []*goose.Migration, err error) {
	files, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		content, err := migrationFiles.ReadFile(path.Join("migrations", file.Name()))
		if err != nil {
			return nil, err
		}
		digits, _, _ := strings.Cut(file.Name(), "_")
		number, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return nil, err
		}
		text := roles.filledIn(string(content))
		up := &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, text)
			return err
		}}
		all = append(all, goose.NewGoMigration(number, up, nil))
	}
	return all, nil
}
