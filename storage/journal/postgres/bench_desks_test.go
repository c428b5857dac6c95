//go:build realparts

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

const (
	manyDesks = 500
	anHour    = 6 // verifications of a desk
)

// centre is many desks of a journal.
type centre struct {
	desks []*postgres.Journal
	ways  []*connect.Connector
	pools []*pgxpool.Pool
	b     *testing.B
}

// logins makes a login for each desk.
func (s *server) logins(b *testing.B) {
	b.Helper()
	run(b, s.admin(b, "postgres"), fmt.Sprintf(`do $$ begin
		for n in 0 .. %d loop
			execute 'drop role if exists centre' || n;
			execute 'create role centre' || n || ' login password ''secret'' in role ringback_desk';
		end loop;
	end $$`, manyDesks-1))
}

// aCentre opens all desks, each with its login. Their connections are closed, as those of desks
// that were opened a while ago are.
func (s *server) aCentre(b *testing.B, database, portFile string) *centre {
	b.Helper()
	c := &centre{b: b}
	folder := b.TempDir()
	for n := range manyDesks {
		way := s.reaches(b, fmt.Sprint("centre", n), database, portFile)
		pool, err := way.Pool()
		if err != nil {
			b.Fatal(err)
		}
		beside, err := journal.OpenBeside(b.Context(), filepath.Join(folder, fmt.Sprint(n)), keyring{}, journal.FileOptions{})
		if err != nil {
			b.Fatal(err)
		}
		j, err := postgres.Open(b.Context(), postgres.Options{Pool: pool, Keys: someKeys(), Beside: beside, Host: fmt.Sprint("desk", n), Explain: way.Explain})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = j.Close() })
		pool.Reset()
		c.desks, c.ways, c.pools = append(c.desks, j), append(c.ways, way), append(c.pools, pool)
	}
	return c
}

// works does what a desk does for verifications: somebody types the person, which the desk listens
// for, then starts, and the person answers.
func (c *centre) works(ctx context.Context, n int) {
	wait := func(upto time.Duration) bool {
		select {
		case <-time.After(upto):
			return true
		case <-ctx.Done():
			return false
		}
	}
	for i := 0; wait(time.Duration(rand.ExpFloat64() * float64(time.Hour) / anHour)); i++ {
		typing, over := context.WithCancel(ctx)
		var listening sync.WaitGroup
		listening.Go(func() { c.ways[n].Watch(typing, func(uint64) {}) })
		wait(20 * time.Second)
		over()
		listening.Wait()
		if ctx.Err() != nil {
			return
		}
		_, err := verification(ctx, c.desks[n], fmt.Sprint("work ", n, "/", i), func(d time.Duration) { wait(d/2 + rand.N(d)) })
		if err != nil && ctx.Err() == nil {
			c.b.Error(err)
		}
	}
}

// counted counts the connections of desks until ctx ends, and returns the most and the mean.
func counted(ctx context.Context, b *testing.B, admin *pgx.Conn) (most int, mean float64) {
	b.Helper()
	var sum, times int
	for ctx.Err() == nil {
		var n int
		if err := admin.QueryRow(context.WithoutCancel(ctx), `select count(*) from pg_stat_activity where application_name = 'ringback' and backend_type = 'client backend'`).Scan(&n); err != nil {
			b.Error(err)
			return
		}
		most, sum, times = max(most, n), sum+n, times+1
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	return most, float64(sum) / float64(max(times, 1))
}

// BenchmarkFiveHundredDesks: the connections of 500 open desks that each have six verifications an
// hour, directly; and of 500 starts at once, directly and through pgbouncer.
func BenchmarkFiveHundredDesks(b *testing.B) {
	s := aServer(b)
	database := s.database(b)
	s.logins(b)
	c := s.aCentre(b, database, "port")
	b.Run("at_work", func(b *testing.B) {
		working, over := context.WithCancel(b.Context())
		var running sync.WaitGroup
		for n := range manyDesks {
			running.Go(func() { c.works(working, n) })
		}
		// A verification has connections for some 100 seconds, the last 30 of them idle.
		time.Sleep(10 * seconds(b))
		counting, enough := context.WithTimeout(b.Context(), 6*seconds(b))
		most, mean := counted(counting, b, s.admin(b, database))
		enough()
		over()
		running.Wait()
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(most), "connections-most")
		b.ReportMetric(mean, "connections-mean")
	})
	b.Run("all_start", func(b *testing.B) { c.allStart(b, s, database) })
	for _, pool := range c.pools {
		pool.Reset()
	}
	b.Run("all_start_pooled", func(b *testing.B) {
		s.poolBriefly(b)
		s.aCentre(b, database, "pooled-port").allStart(b, s, database)
	})
}

// poolBriefly lets pgbouncer keep 100 connections, and none that is idle for a second: they are the
// logins' own, so that what one keeps isn't there for another.
func (s *server) poolBriefly(b *testing.B) {
	b.Helper()
	settings, err := os.OpenFile(filepath.Join(s.folder, "pgbouncer.ini"), os.O_APPEND|os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		b.Skip("pgbouncer isn't installed")
	}
	pid, unread := os.ReadFile(filepath.Join(s.folder, "pgbouncer.pid"))
	_, wrong := settings.WriteString("max_db_connections = 100\nserver_idle_timeout = 1\n")
	if err := errors.Join(err, wrong, settings.Close(), unread); err != nil {
		b.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(pid)))
	if err != nil {
		b.Fatal(err)
	}
	pooler, err := os.FindProcess(n)
	if err == nil {
		err = pooler.Signal(syscall.SIGHUP)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// allStart lets all desks start at once, each for another person, and reports how many connections
// that took, how many starts were refused for want of one, and how long the others took.
func (c *centre) allStart(b *testing.B, s *server, database string) {
	b.Helper()
	admin := s.admin(b, database)
	counting, enough := context.WithCancel(b.Context())
	defer enough()
	var most int
	var watching sync.WaitGroup
	watching.Go(func() { most, _ = counted(counting, b, admin) })
	var mu sync.Mutex
	var begins measured
	var full int
	var running sync.WaitGroup
	now := make(chan struct{})
	for n, j := range c.desks {
		running.Go(func() {
			<-now
			began := time.Now()
			person, err := j.HashPerson(b.Context(), journal.Named(fmt.Sprint(b.Name(), n)))
			if err == nil {
				err = j.Begin(b.Context(), aRecord(fmt.Sprint(b.Name(), n), person), 0)
			}
			took := time.Since(began)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, connect.ErrFull), errors.Is(err, connect.ErrUnreachable),
				errors.Is(err, connect.ErrNotAllowed): // the way without TLS, which is tried next on one machine
				full++
			case err != nil:
				b.Error(err)
			default:
				begins = append(begins, took)
			}
		})
	}
	close(now)
	running.Wait()
	enough()
	watching.Wait()
	begins.report(b)
	b.ReportMetric(float64(most), "connections-most")
	b.ReportMetric(float64(full), "refused")
	b.ReportMetric(float64(len(begins)), "begun")
}
