package postgres

import (
	"errors"
	"io"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Roles names the roles and the database of a journal. With a prefix several journals fit in one
// server, where roles are common to all databases.
type Roles struct{ prefix string }

// prefixForm is the form of a prefix: nothing that needs quotes, and short enough for a name.
var prefixForm = regexp.MustCompile(`^([a-z][a-z0-9_]{0,29})?$`)

// RolesWith returns the names with a prefix, which may be "".
func RolesWith(prefix string) (Roles, error) {
	if !prefixForm.MatchString(prefix) {
		return Roles{}, errors.New("a prefix has up to 30 lower-case letters, digits and underscores, and begins with a letter")
	}
	return Roles{prefix}, nil
}

// Database is the name of the database.
func (r Roles) Database() string { return r.prefix + "ringback" }

// Owner is the name of the role to which everything belongs. Nobody logs in as it.
func (r Roles) Owner() string { return r.prefix + "ringback_owner" }

// Desk is the name of the role that begins verifications and ends its own.
func (r Roles) Desk() string { return r.prefix + "ringback_desk" }

// Supervisor is the name of the role that lists, exports and erases everybody's.
func (r Roles) Supervisor() string { return r.prefix + "ringback_supervisor" }

// Auditor is the name of the role that lists everybody's and verifies the chain.
func (r Roles) Auditor() string { return r.prefix + "ringback_auditor" }

// filledIn returns a migration with the names of the roles.
func (r Roles) filledIn(text string) string {
	quoted := func(name string) string { return pgx.Identifier{name}.Sanitize() }
	return strings.NewReplacer(
		"{{owner}}", quoted(r.Owner()), "{{desk}}", quoted(r.Desk()), "{{supervisor}}", quoted(r.Supervisor()),
		"{{auditor}}", quoted(r.Auditor()), "{{database}}", quoted(r.Database()),
	).Replace(text)
}

// Print writes what an administrator runs once, in psql: roles, database and owner. Nothing in it
// is secret.
func (r Roles) Print(w io.Writer) error {
	_, err := io.WriteString(w, r.filledIn(rolesText))
	return err
}

const rolesText = `-- Run this once, as a superuser, with psql -v ON_ERROR_STOP=1.

-- Everything belongs to the owner, as whom nobody logs in.
create role {{owner}} nologin;
create role {{desk}} nologin;
create role {{supervisor}} nologin;
create role {{auditor}} nologin;

create database {{database}} owner {{owner}} encoding 'UTF8' template template0;
revoke all on database {{database}} from public;
grant connect on database {{database}} to {{desk}}, {{supervisor}}, {{auditor}};

-- A transaction that somebody leaves open, or whose desk vanished, keeps nobody waiting for long. A
-- login can undo this for itself.
alter database {{database}} set idle_in_transaction_session_timeout = '10s';
alter database {{database}} set tcp_keepalives_idle = 60;
alter database {{database}} set tcp_keepalives_interval = 10;
alter database {{database}} set tcp_keepalives_count = 6;

\connect {{database}}
revoke create on schema public from public;
create schema ringback authorization {{owner}};
grant usage on schema ringback to {{desk}}, {{supervisor}}, {{auditor}};

-- Then, for whoever runs "ringback journal migrate":
--   create role LOGIN login; grant {{owner}} to LOGIN;
-- for each person or desk, with "password", a certificate or what else the server knows:
--   create role LOGIN login; grant {{desk}} to LOGIN;
-- and for supervisors and auditors the same with {{supervisor}} or {{auditor}}.
`
