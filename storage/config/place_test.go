package config

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAPlaceIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "window.toml")
	if p := LoadPlace(path); p != (Place{}) {
		t.Errorf("without a file it is %+v", p)
	}
	want := Place{Width: 910.5, Height: 440, X: -1200, Y: 30, Placed: true, Maximised: true, Split: 0.625}
	if err := SavePlace(path, want); err != nil {
		t.Fatal(err)
	}
	if got := LoadPlace(path); got != want {
		t.Errorf("%+v became %+v", want, got)
	}
}

func TestAPlaceThatCannotBe(t *testing.T) {
	good := Place{Width: 900, Height: 500, X: 10, Y: 20, Placed: true}
	sized := Place{Width: 900, Height: 500}
	for _, c := range []struct {
		name, text string
		want       Place
	}{
		{name: "good", text: "width = 900\nheight = 500.0\nx = 10\ny = 20\nplaced = true\nnew = 1", want: good},
		{name: "no TOML", text: "width = 900\n{", want: Place{}},
		{name: "of another type", text: "width = \"wide\"\nheight = 500.0", want: Place{}},
		{name: "too small", text: "width = 900.0\nheight = 5.0", want: Place{}},
		{name: "no number", text: "width = nan\nheight = 500.0", want: Place{}},
		{name: "larger than any screen", text: "width = 8100.0\nheight = 8100.0\nmaximised = true", want: Place{Maximised: true}},
		{name: "endless", text: "width = inf\nheight = 500.0", want: Place{}},
		{name: "far away", text: "width = 900.0\nheight = 500.0\nx = -900000\ny = 5\nplaced = true", want: sized},
		{name: "not placed", text: "width = 900.0\nheight = 500.0\nx = 90\ny = 5", want: sized},
		{name: "split", text: "width = 900.0\nheight = 500.0\nsplit = 0.5", want: Place{Width: 900, Height: 500, Split: 0.5}},
		{name: "all for one", text: "width = 900.0\nheight = 500.0\nsplit = 1.0", want: sized},
		{name: "less than nothing", text: "width = 900.0\nheight = 500.0\nsplit = -0.2", want: sized},
		{name: "no share", text: "width = 900.0\nheight = 500.0\nsplit = nan", want: sized},
	} {
		path := filepath.Join(t.TempDir(), "window.toml")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := LoadPlace(path); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if err := SavePlace(path, good); err != nil || LoadPlace(path) != good {
			t.Errorf("%s: it isn't written anew: %v", c.name, err)
		}
	}
}
