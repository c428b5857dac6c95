//go:build realparts

package connect

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// These tests need the server of .build/with-postgres.

// realServer is that server, with a database and logins of these tests.
type realServer struct {
	folder string
	port   uint16
	root   authority
}

// secretOf is the password of every login.
const secretOf = "hemmelig 4711 æ"

// aRealServer makes what the tests need, anew each time.
func aRealServer(t *testing.T) realServer {
	t.Helper()
	s := realServer{folder: os.Getenv("RINGBACK_POSTGRES")}
	if s.folder == "" {
		t.Skip("there is no server: run it under .build/with-postgres")
	}
	read := func(name string) []byte {
		text, err := os.ReadFile(filepath.Join(s.folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	port, err := strconv.ParseUint(strings.TrimSpace(string(read("port"))), 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	s.port = uint16(port)
	certificate, _ := pem.Decode(read("ca.crt"))
	key, _ := pem.Decode(read("ca.key"))
	if s.root.certificate, err = x509.ParseCertificate(certificate.Bytes); err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(key.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	s.root.key = parsed.(*ecdsa.PrivateKey)
	s.prepare(t)
	return s
}

// prepare makes logins and a database, whose names no other test uses.
func (s realServer) prepare(t *testing.T) {
	t.Helper()
	admin := s.admin(t)
	run := func(statement string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	run("do $$ begin create role ringback_cert; exception when duplicate_object or unique_violation then null; end $$")
	drop := func() {
		run("drop database if exists connect_test with (force)")
		for _, login := range []string{"anna", "expired", "reader", "full", "desk17", "nobody", "outsider", "token"} {
			run("drop role if exists connect_" + login)
		}
	}
	drop()
	secret := " login password '" + secretOf + "'"
	run("create database connect_test template template0")
	run("revoke connect on database connect_test from public")
	run("create role connect_anna" + secret)
	run("create role connect_expired" + secret + " valid until '2020-01-01'")
	run("create role connect_reader" + secret)
	run("alter role connect_reader set default_transaction_read_only = on")
	run("create role connect_full" + secret + " connection limit 0")
	run("create role connect_outsider" + secret)
	run("create role connect_token login password 'eyJ.abc-_='")
	run("create role connect_nobody nologin password '" + secretOf + "'")
	run("create role connect_desk17 login in role ringback_cert")
	run("grant connect on database connect_test to connect_anna, connect_expired, connect_reader, connect_full, connect_desk17, connect_nobody, connect_token")
	t.Cleanup(func() {
		admin := s.admin(t)
		for _, statement := range []string{"drop database connect_test with (force)", "drop role connect_anna, connect_expired, connect_reader, connect_full, connect_desk17, connect_nobody, connect_outsider, connect_token"} {
			if _, err := admin.Exec(context.Background(), statement); err != nil {
				t.Error(err)
			}
		}
	})
}

// admin connects as the superuser, through the socket.
func (s realServer) admin(t *testing.T) *pgx.Conn {
	t.Helper()
	return s.adminOf(t, "postgres")
}

func (s realServer) adminOf(t *testing.T, database string) *pgx.Conn {
	t.Helper()
	c, err := New(Options{Hosts: []Host{{s.folder, s.port}}, Database: database, User: "postgres"})
	if err != nil {
		t.Fatal(err)
	}
	config, err := c.Config(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(context.Background(), config)
	if err != nil {
		t.Fatal(c.Explain(err))
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// options are those of a login that comes over the network. The dot makes localhost a name like any
// other, which the server must prove.
func (s realServer) options(login string) Options {
	return Options{
		Hosts: []Host{{"localhost.", s.port}}, Database: "connect_test", User: "connect_" + login, Roots: s.root.pool(), Password: password(secretOf), lookup: here,
	}
}

// whoAmI connects and asks the server who logged in.
func whoAmI(t *testing.T, o Options) (login string, err error) {
	t.Helper()
	pool, c := poolOf(t, o)
	ctx, cancel := context.WithTimeout(t.Context(), CallBound)
	defer cancel()
	err = pool.QueryRow(ctx, "select session_user::text where $1 = 'x'", "x").Scan(&login)
	return login, c.Explain(err)
}

func poolOf(t *testing.T, o Options) (*pgxpool.Pool, *Connector) {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := c.Pool()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool, c
}

// TestRealLogins: each way to log in, and each refusal.
func TestRealLogins(t *testing.T) {
	s := aRealServer(t)
	nonsense(t)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	edwards, err := ed25519Key()
	if err != nil {
		t.Fatal(err)
	}
	hour := time.Now().Add(time.Hour)
	certificate := func(o Options) Options {
		o.Password, o.Key = nil, signer(ec)
		o.Certificate = s.root.certificateFile(t, o.User, ec, hour)
		return o
	}
	for name, c := range map[string]struct {
		login  string
		change func(*Options)
		want   error
	}{
		"a password":        {login: "anna"},
		"a socket":          {login: "anna", change: func(o *Options) { o.Hosts = []Host{{s.folder, s.port}} }},
		"this machine":      {login: "anna", change: func(o *Options) { o.Hosts = []Host{{"127.0.0.1", s.port}} }},
		"the second host":   {login: "anna", change: func(o *Options) { o.Hosts = []Host{{"localhost.", nobody(t)}, {"localhost.", s.port}} }},
		"an EC certificate": {login: "desk17", change: func(o *Options) { *o = certificate(*o) }},
		"an Ed25519 certificate": {login: "desk17", change: func(o *Options) {
			o.Password, o.Key, o.Certificate = nil, signer(edwards), s.root.certificateFile(t, o.User, edwards, hour)
		}},
		"a wrong password":     {login: "anna", change: func(o *Options) { o.Password = password("other") }, want: ErrLogin},
		"no password":          {login: "anna", change: func(o *Options) { o.Password = nil }, want: ErrLogin},
		"an expired password":  {login: "expired", want: ErrLogin},
		"no such login":        {login: "nosuch", want: ErrLogin},
		"a token":              {login: "token", change: func(o *Options) { o.Password, o.TokenCommand = nil, tokenCommand("token") }},
		"another's token":      {login: "anna", change: func(o *Options) { o.Password, o.TokenCommand = nil, tokenCommand("token") }, want: ErrLoginToken},
		"no right to log in":   {login: "nobody", want: ErrNotAllowed},
		"no right to connect":  {login: "outsider", want: ErrNotAllowed},
		"no database":          {login: "anna", change: func(o *Options) { o.Database = "connect_none" }, want: ErrNoDatabase},
		"read-only":            {login: "reader", want: ErrReadOnly},
		"full":                 {login: "full", want: ErrFull},
		"an unknown authority": {login: "anna", change: func(o *Options) { o.Roots = newAuthority(t).pool() }, want: ErrUnknownAuthority},
		"another name":         {login: "anna", change: func(o *Options) { o.Hosts = []Host{{"journal.example", s.port}} }, want: ErrServerCertificate},
		"nobody listens":       {login: "anna", change: func(o *Options) { o.Hosts = []Host{{"localhost.", nobody(t)}} }, want: ErrUnreachable},
		"no certificate":       {login: "desk17", want: ErrNotAllowed},
		"another's certificate": {login: "desk17", change: func(o *Options) {
			*o = certificate(*o)
			o.Certificate = s.root.certificateFile(t, "connect_anna", ec, hour)
		}, want: ErrCertificate},
		"a stranger's certificate": {login: "desk17", change: func(o *Options) {
			*o = certificate(*o)
			o.Certificate = newAuthority(t).certificateFile(t, o.User, ec, hour)
		}, want: ErrCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			o := s.options(c.login)
			if c.change != nil {
				c.change(&o)
			}
			login, err := whoAmI(t, o)
			if !errors.Is(err, c.want) || c.want == nil && login != o.User {
				t.Errorf("%q, %v", login, err)
			}
			if text := fmt.Sprint(err); strings.Contains(text, "connect_") || strings.Contains(text, secretOf) {
				t.Errorf("it says: %s", text)
			}
		})
	}
}

// TestRealConnectionsComeBack: one that the server ended is replaced, and no more than two are
// made.
func TestRealConnectionsComeBack(t *testing.T) {
	s := aRealServer(t)
	pool, c := poolOf(t, s.options("anna"))
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := pool.Exec(t.Context(), "select pg_sleep(0.01)"); err != nil {
				t.Error(c.Explain(err))
			}
		})
	}
	all.Wait()
	admin := s.admin(t)
	var there int
	ended := "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'connect_anna' and application_name = 'ringback'"
	if err := admin.QueryRow(t.Context(), ended).Scan(&there); err != nil || there < 1 || there > 2 {
		t.Fatalf("%d connections, %v", there, err)
	}
	for range 4 {
		if _, err := pool.Exec(t.Context(), "select 1"); err == nil {
			return
		} else if err = c.Explain(err); !errors.Is(err, ErrUnreachable) {
			t.Fatal(err)
		}
	}
	t.Error("there is no connection any more")
}

// TestRealTLS: the way to another machine is encrypted, by the newest version.
func TestRealTLS(t *testing.T) {
	s := aRealServer(t)
	pool, c := poolOf(t, s.options("anna"))
	var version string
	var encrypted bool
	err := pool.QueryRow(t.Context(), "select ssl, version from pg_stat_ssl where pid = pg_backend_pid()").Scan(&encrypted, &version)
	if err != nil || !encrypted || version != "TLSv1.3" {
		t.Errorf("TLS %v, %q, %v", encrypted, version, c.Explain(err))
	}
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(c.Explain(err))
	}
	defer conn.Release()
	if h, is := conn.Conn().PgConn().Conn().(*tls.Conn).NetConn().(*heard); !is || !h.session.Load() {
		t.Error("a write that fails isn't told in a session")
	}
}

// TestRealExamination: what doctor tells of a database, before and after it has a journal.
func TestRealExamination(t *testing.T) {
	s := aRealServer(t)
	examine := func(o Options) Examination {
		t.Helper()
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		return c.Examine(t.Context())
	}
	wrong := s.options("anna")
	wrong.Password = password("other")
	if found := examine(wrong); !errors.Is(found.Err, ErrLogin) || found.TLS != "" {
		t.Errorf("%+v", found)
	}
	o := s.options("anna")
	found := examine(o)
	if found.Err != nil || found.TLS != "TLS 1.3" || found.Server == "" || found.Old || found.Commit != "on" || !found.Safe() || found.Standby || !errors.Is(found.SchemaErr, ErrNoSchema) {
		t.Errorf("without a journal: %+v", found)
	}
	admin := s.adminOf(t, "connect_test")
	run := func(statement string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	run("create schema ringback")
	run("alter role connect_anna in database connect_test set synchronous_commit = off")
	run("create function ringback.apis() returns integer[] language sql as 'select array[1, 2]'")
	if found = examine(o); !errors.Is(found.SchemaErr, ErrNoRight) || found.Safe() {
		t.Errorf("without a role: %+v", found)
	}
	run("grant usage on schema ringback to connect_anna")
	if found = examine(o); found.SchemaErr != nil || len(found.APIs) != 2 || found.Keys.Seal != 0 || len(found.Roles) > 0 {
		t.Errorf("of another number: %+v", found)
	}
	run(`create function ringback.hello_1(out login text, out seal_key integer, out seal_name bytea, out hash_key integer, out hash_name bytea,
		out paused bigint, out "position" bigint, out digest bytea, out desk boolean, out supervisor boolean, out auditor boolean)
		language sql as $$ select 'x', 2, '\x02'::bytea, 1, '\x01'::bytea, 0::bigint, 0::bigint, ''::bytea, true, false, true $$`)
	found = examine(o)
	if found.SchemaErr != nil || found.Keys.Seal != 2 || found.Keys.Hash != 1 || string(found.Keys.SealName) != "\x02" || fmt.Sprint(found.Roles) != "[desk auditor]" {
		t.Errorf("with a journal: %+v", found)
	}
}

// TestRealWatch: a position that the server notifies comes at once, the connection comes back after
// the server ended it, and what may have been missed is asked for.
func TestRealWatch(t *testing.T) {
	s := aRealServer(t)
	c, err := New(s.options("anna"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan uint64, 100)
	var watching sync.WaitGroup
	watching.Go(func() {
		c.watch(ctx, watch{own: ownBound, ask: time.Millisecond, alive: time.Millisecond}, func(position uint64) { told <- position })
	})
	defer watching.Wait()
	defer cancel()
	admin := s.adminOf(t, "connect_test")
	run := func(statement string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	next := func(want uint64) {
		t.Helper()
		for got := range told {
			if got == want {
				return
			}
			if got != 0 {
				t.Fatalf("position %d, not %d", got, want)
			}
		}
	}
	next(0)
	run("select pg_notify('ringback', 'nonsense'), pg_notify('ringback', '0'), pg_notify('ringback', '17')")
	next(17)
	run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'connect_anna'")
	next(0)
	next(0)
	run("select pg_notify('ringback', '18')")
	next(18)
}
