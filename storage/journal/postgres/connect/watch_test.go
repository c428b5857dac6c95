package connect

import (
	"context"
	"testing"
	"time"
)

// TestNothingIsDelivered: where the desk's own notification doesn't come back, and where nobody is
// reached, whoever watches is told to ask.
func TestNothingIsDelivered(t *testing.T) {
	silent := &fakeServer{}
	for name, port := range map[string]uint16{"a pooler": silent.start(t), "nobody": nobody(t)} {
		c, err := New(Options{Hosts: []Host{{"127.0.0.1", port}}, Database: "ringback", User: "anna"})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		told := 0
		c.watch(ctx, watch{own: time.Millisecond, ask: time.Millisecond, alive: time.Millisecond}, func(position uint64) {
			if told++; position != 0 {
				t.Errorf("%s: position %d", name, position)
			}
			if told == 3 {
				cancel()
			}
		})
		cancel()
		if told != 3 {
			t.Errorf("%s: told %d times", name, told)
		}
	}
	if len(silent.started) != 1 {
		t.Errorf("%d connections to where nothing is delivered", len(silent.started))
	}
}
