package native

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// Tell tells the user something that they would otherwise miss, as whoever clicked a link sees no
// standard error. It is gone with the notification, and it shows on locked screens: no text about a
// person. It takes at most two seconds.
func Tell(title, text string) error {
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
	const asLongAsUsual = int32(-1)
	return bus.Object("org.freedesktop.Notifications", "/org/freedesktop/Notifications").
		CallWithContext(ctx, "org.freedesktop.Notifications.Notify", 0, "Ringback", uint32(0), "", title, text,
			[]string{}, map[string]dbus.Variant{}, asLongAsUsual).Err
}
