package native

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// onBus does something on the session bus, on a connection of its own, within two seconds. No bus
// is started for it.
func onBus(do func(ctx context.Context, bus *dbus.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	bus, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return err
	}
	defer bus.Close()
	if err := bus.Auth(nil); err != nil {
		return err
	}
	if err := bus.Hello(); err != nil {
		return err
	}
	return do(ctx, bus)
}
