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
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrationTable is where goose keeps the version.
const migrationTable = "ringback.migrations"

// Migrate brings the schema up to date, with the login of somebody who is a member of the owner. It
// returns how many migrations were applied. Each is one transaction.
func Migrate(ctx context.Context, config *pgx.ConnConfig, roles Roles) (applied int, err error) {
	migrations, err := migrationsFor(roles)
	if err != nil {
		return 0, err
	}
	become := "set role " + pgx.Identifier{roles.Owner()}.Sanitize()
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, become)
		return err
	}))
	defer func() { err = errors.Join(err, db.Close()) }()
	store, err := database.NewStore(database.DialectPostgres, migrationTable)
	if err != nil {
		return 0, err
	}
	provider, err := goose.NewProvider(goose.DialectCustom, db, nil, goose.WithStore(store), goose.WithGoMigrations(migrations...),
		goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return 0, fmt.Errorf("the journal's schema can't be brought up to date: %w", err)
	}
	return len(results), nil
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
