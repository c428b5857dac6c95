package connect

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// closeBound is how long a pool that is closed is waited for. Where the network drops everything,
// the driver goes on for 15 seconds, to have the server cancel what was asked.
const closeBound = 2 * time.Second

// Close closes a pool. It waits for 2 seconds at most; what is left of it ends by itself.
func Close(pool *pgxpool.Pool) { closeWithin(closeBound, pool.Close) }

func closeWithin(bound time.Duration, closing func()) {
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		closing()
	}()
	timer := time.NewTimer(bound)
	defer timer.Stop()
	select {
	case <-closed:
	case <-timer.C:
	}
}
