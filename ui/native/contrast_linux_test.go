package native

import (
	"testing"

	"github.com/godbus/dbus/v5"
)

// portal is a desktop portal with one setting; nil: with none.
type portal struct{ contrast any }

// Read is the method of the portal's settings.
func (p portal) Read(namespace, key string) (dbus.Variant, *dbus.Error) {
	if namespace != "org.freedesktop.appearance" || key != "contrast" || p.contrast == nil {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.portal.Error.NotFound", nil)
	}
	return dbus.MakeVariant(dbus.MakeVariant(p.contrast)), nil
}

func TestHighContrast(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	if high, known := HighContrast(); high || known {
		t.Error("without a bus there is contrast, or none")
	}
	newBus(t)
	if high, known := HighContrast(); high || known {
		t.Error("without a portal there is contrast, or none")
	}
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer bus.Close()
	if _, err := bus.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		says any
		want bool
	}{{uint32(1), true}, {uint32(0), false}, {uint32(7), false}, {"1", false}, {true, false}, {[]byte{1}, false}, {nil, false}} {
		if err := bus.Export(portal{c.says}, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings"); err != nil {
			t.Fatal(err)
		}
		if high, known := HighContrast(); high != c.want || !known {
			t.Errorf("the portal says %v: %v, %v", c.says, high, known)
		}
	}
}
