//go:build realparts && linux

package connect

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// pgbouncer starts a pooler in front of the server, which passes each login through, and returns
// its port. It knows the verifiers of the passwords, never a password.
func pgbouncer(t *testing.T, s realServer, behind uint16, more ...string) uint16 {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		program = "/usr/sbin/pgbouncer"
	}
	folder, err := os.MkdirTemp("", "rb") //nolint:usetesting // The pooler runs as another user, who can't enter t.TempDir.
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	var users strings.Builder
	rows, err := s.admin(t).Query(t.Context(), "select rolname, rolpassword from pg_authid where rolname like 'connect%' and rolpassword is not null")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var login, verifier string
		if err := rows.Scan(&login, &verifier); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&users, "%q %q\n", login, verifier)
	}
	port := free(t)
	config := fmt.Sprintf("[databases]\nconnect_test = host=%s port=%d dbname=connect_test\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = %s/users\npool_mode = transaction\n%s\n",
		s.folder, behind, port, folder, strings.Join(more, "\n"))
	for name, text := range map[string]string{"pgbouncer.ini": config, "users": users.String()} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	arguments := []string{"-q", filepath.Join(folder, "pgbouncer.ini")}
	if os.Getuid() == 0 {
		arguments = append([]string{"-u", "postgres"}, arguments...)
	}
	run := exec.CommandContext(t.Context(), program, arguments...)
	run.Cancel = func() error { return run.Process.Signal(syscall.SIGTERM) }
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Process.Kill(); _ = run.Wait() })
	for until := time.Now().Add(20 * time.Second); ; {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = conn.Close()
			return port
		}
		if time.Now().After(until) {
			t.Fatal("pgbouncer doesn't start")
		}
	}
}

// free returns a port for a program to listen on, which nobody holds any more.
func free(t *testing.T) uint16 {
	t.Helper()
	held, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	return uint16(held.Addr().(*net.TCPAddr).Port)
}

// TestRealPooler: logins go through pgbouncer in its mode transaction, in which the next statement
// may be another connection's.
func TestRealPooler(t *testing.T) {
	s := aRealServer(t)
	port := pgbouncer(t, s, s.port, "default_pool_size = 1")
	o := s.options("anna")
	o.Hosts = []Host{{"127.0.0.1", port}}
	if login, err := whoAmI(t, o); err != nil || login != "connect_anna" {
		t.Fatalf("%q, %v", login, err)
	}
	pool, c := poolOf(t, o)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			var got int
			if err := pool.QueryRow(t.Context(), "select $1::integer + length($2)", i, "ab").Scan(&got); err != nil || got != i+2 {
				t.Errorf("%d, %v", got, c.Explain(err))
			}
		})
	}
	all.Wait()
	alone, err := c.Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(t.Context(), alone)
	if err != nil {
		t.Fatal(err)
	}
	if delivered, err := announces(t.Context(), conn, 100*time.Millisecond); delivered || err != nil {
		t.Errorf("delivered: %v, %v", delivered, err)
	}
	_ = conn.Close(t.Context())
	o.Password = password("other")
	if _, err := whoAmI(t, o); !errors.Is(err, ErrLogin) {
		t.Errorf("a wrong password: %v", err)
	}
	expired := s.options("expired")
	expired.Hosts = o.Hosts
	if _, err := whoAmI(t, expired); !errors.Is(err, ErrLogin) {
		t.Errorf("an expired password: %v", err)
	}
	nowhere := s.options("anna")
	nowhere.Database, nowhere.Hosts = "connect_none", o.Hosts
	if _, err := whoAmI(t, nowhere); !errors.Is(err, ErrNoDatabase) {
		t.Errorf("no database: %v", err)
	}
}

// TestRealPoolerWithTLS proves itself as the server does.
func TestRealPoolerWithTLS(t *testing.T) {
	s := aRealServer(t)
	port := pgbouncer(t, s, s.port, "client_tls_sslmode = require", "client_tls_cert_file = "+s.folder+"/server.crt", "client_tls_key_file = "+s.folder+"/server.key")
	o := s.options("anna")
	o.Hosts = []Host{{"localhost.", port}}
	if login, err := whoAmI(t, o); err != nil || login != "connect_anna" {
		t.Errorf("%q, %v", login, err)
	}
	o.Roots = newAuthority(t).pool()
	if _, err := whoAmI(t, o); !errors.Is(err, ErrUnknownAuthority) {
		t.Errorf("another authority: %v", err)
	}
}

// TestRealPoolerAlone: the server behind it is gone.
func TestRealPoolerAlone(t *testing.T) {
	s := aRealServer(t)
	port := pgbouncer(t, s, nobody(t), "server_login_retry = 0.1")
	o := s.options("anna")
	o.Hosts = []Host{{"127.0.0.1", port}}
	if _, err := whoAmI(t, o); !errors.Is(err, ErrUnreachable) {
		t.Errorf("%v", err)
	}
}
