package connect

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// Channel is where the journal's functions say how far it goes. A notification holds a position and
// nothing else.
const Channel = "ringback"

// The bounds of watching.
const (
	ownBound   = 2 * time.Second  // for the desk's own notification to come
	askEvery   = 10 * time.Second // where none are delivered, as through pgbouncer
	aliveEvery = 30 * time.Second // how often a silent connection is tried
)

// watch is how long each step of watching waits; tests wait less.
type watch struct{ own, ask, alive time.Duration }

// Watch calls changed whenever the journal may have grown, until ctx ends: with its position when
// the server says so, and with 0 every 10 seconds where it can't be heard, for the caller to ask.
// It keeps a connection of its own, so that it is for as long as somebody looks at the journal. It
// is called in a goroutine of the caller's, and so is changed.
func (c *Connector) Watch(ctx context.Context, changed func(position uint64)) {
	c.watch(ctx, watch{ownBound, askEvery, aliveEvery}, changed)
}

func (c *Connector) watch(ctx context.Context, w watch, changed func(position uint64)) {
	for heard := true; ctx.Err() == nil; {
		if heard {
			heard = c.listen(ctx, w, changed)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(w.ask):
			changed(0) // something may have been missed
		}
	}
}

// listen listens until the connection is lost. It returns false if nothing is ever delivered on it.
func (c *Connector) listen(ctx context.Context, w watch, changed func(position uint64)) (heard bool) {
	config, err := c.Config(ctx)
	if err != nil {
		return true
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return true
	}
	defer func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), hostBound)
		defer cancel()
		_ = conn.Close(ending)
	}()
	if delivered, err := announces(ctx, conn, w.own); err != nil || !delivered {
		return err != nil
	}
	changed(0) // what came before this connection listened
	for ctx.Err() == nil {
		waiting, cancel := context.WithTimeout(ctx, w.alive)
		said, err := conn.WaitForNotification(waiting)
		silent := waiting.Err() != nil
		cancel()
		switch {
		case err == nil:
			if position, err := strconv.ParseUint(said.Payload, 10, 64); err == nil && position > 0 {
				changed(position)
			}
		case !silent || !alive(ctx, conn):
			return true
		}
	}
	return true
}

// announces listens, and reports whether a notification of our own comes back. Through pgbouncer it
// may come once, with the answer to the statement, and others never; but there the number of our
// connection is the pooler's own, and not that of whoever notified.
func announces(ctx context.Context, conn *pgx.Conn, within time.Duration) (bool, error) {
	calling, cancel := context.WithTimeout(ctx, CallBound)
	defer cancel()
	if _, err := conn.Exec(calling, "listen "+Channel); err != nil {
		return false, err
	}
	if _, err := conn.Exec(calling, "select pg_notify($1, '0')", Channel); err != nil {
		return false, err
	}
	waiting, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		said, err := conn.WaitForNotification(waiting)
		switch {
		case waiting.Err() != nil:
			return false, ctx.Err()
		case err != nil:
			return false, err
		case said.PID == conn.PgConn().PID():
			return true, nil
		}
	}
}

// alive reports whether the server still answers.
func alive(ctx context.Context, conn *pgx.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, CallBound)
	defer cancel()
	return conn.Ping(ctx) == nil
}
