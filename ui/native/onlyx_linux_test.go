package native

import "testing"

// TestOnlyX: Wayland is looked for wherever it could be.
func TestOnlyX(t *testing.T) {
	for _, test := range []struct {
		environment map[string]string
		want        bool
	}{
		{environment: map[string]string{"DISPLAY": ":0"}, want: true},
		{environment: map[string]string{}},
		{environment: map[string]string{"DISPLAY": ":0", "XDG_RUNTIME_DIR": "/run/user/1000"}},
		{environment: map[string]string{"DISPLAY": ":0", "WAYLAND_DISPLAY": "/run/wayland-0"}},
		{environment: map[string]string{"DISPLAY": ":0", "WAYLAND_SOCKET": "7"}},
	} {
		if got := OnlyX(func(name string) string { return test.environment[name] }); got != test.want {
			t.Errorf("%v: %t", test.environment, got)
		}
	}
}
