package connect

import (
	"context"
	"crypto/tls"
	"errors"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Examination is what was found on the way to the database, and in it, for whoever looks after the
// machine. Nothing in it is a login, a value or a key.
type Examination struct {
	Err error // why there is no connection, an [*Error]; then nothing else is known

	TLS     string // its version, such as "TLS 1.3"; "": none, on this machine
	Server  string // the server's version
	Old     bool   // it is older than 14
	Commit  string // synchronous_commit, as it holds for this login
	Standby bool   // a standby confirms what is written
	Idle    string // idle_in_transaction_session_timeout; "0": a transaction can be left open

	SchemaErr error  // [ErrNoSchema], [ErrNoRight] or an [*Error]: the journal's schema can't be asked
	APIs      []int  // the numbers of the API that the schema serves
	Keys      InUse  // the organisation's keys that the journal uses now, if API number 1 is served
	Roles     []Role // what this login may do
}

// InUse names keys of an organisation: by number, and by names that tell keys of one number apart.
// Number 0 is none.
type InUse struct {
	Seal, Hash         uint32
	SealName, HashName []byte
}

// Role is what a login may do in the journal.
type Role string

// The roles.
const (
	RoleDesk       Role = "desk"
	RoleSupervisor Role = "supervisor"
	RoleAuditor    Role = "auditor"
)

// The faults of a schema.
var (
	ErrNoSchema = errors.New("the database has no journal: have its owner run ringback journal migrate")
	ErrNoRight  = errors.New("this login has no role in the journal: ask whoever runs the database to grant it one")
)

// oldest is the oldest server that the journal works with.
const oldest = 140000

// Safe reports whether what was written outlasts a crash of the server.
func (e Examination) Safe() bool { return e.Commit != "off" }

// Examine connects once, and asks what matters to a journal.
func (c *Connector) Examine(ctx context.Context) (found Examination) {
	config, err := c.Config(ctx)
	if err != nil {
		return Examination{Err: c.Explain(err)}
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return Examination{Err: c.Explain(err)}
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if over, encrypted := conn.PgConn().Conn().(*tls.Conn); encrypted {
		found.TLS = tls.VersionName(over.ConnectionState().Version)
	}
	number := ""
	const settings = `select current_setting('server_version'), current_setting('server_version_num'), current_setting('synchronous_commit'), current_setting('synchronous_standby_names') <> '',
		current_setting('idle_in_transaction_session_timeout')`
	if err := conn.QueryRow(ctx, settings).Scan(&found.Server, &number, &found.Commit, &found.Standby, &found.Idle); err != nil {
		return Examination{Err: c.Explain(err)}
	}
	if n, err := strconv.Atoi(number); err == nil {
		found.Old = n < oldest
	}
	found.SchemaErr = c.schema(ctx, conn, &found)
	return found
}

// schema asks the journal's schema.
func (c *Connector) schema(ctx context.Context, conn *pgx.Conn, found *Examination) error {
	if err := conn.QueryRow(ctx, `select ringback.apis()`).Scan(&found.APIs); err != nil {
		return c.schemaErr(err)
	}
	var desk, supervisor, auditor bool
	const hello = `select seal_key, seal_name, hash_key, hash_name, desk, supervisor, auditor from ringback.hello_1()`
	err := conn.QueryRow(ctx, hello).Scan(&found.Keys.Seal, &found.Keys.SealName, &found.Keys.Hash, &found.Keys.HashName, &desk, &supervisor, &auditor)
	said := new(pgconn.PgError)
	if errors.As(err, &said) && said.Code == "42883" {
		return nil // a newer schema, which serves number 1 no more
	}
	for _, one := range []struct {
		role Role
		has  bool
	}{{RoleDesk, desk}, {RoleSupervisor, supervisor}, {RoleAuditor, auditor}} {
		if one.has {
			found.Roles = append(found.Roles, one.role)
		}
	}
	return c.schemaErr(err)
}

// schemaErr says why the schema can't be asked.
func (c *Connector) schemaErr(err error) error {
	said := new(pgconn.PgError)
	if errors.As(err, &said) {
		switch said.Code {
		case "3F000", "42883":
			return ErrNoSchema
		case "42501":
			return ErrNoRight
		}
		return &Error{Kind: ErrServer, Where: c.where(), Code: said.Code}
	}
	return c.Explain(err)
}
