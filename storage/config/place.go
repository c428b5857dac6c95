package config

import (
	"bytes"

	"github.com/BurntSushi/toml"

	"ringback/storage/files"
)

// Place is where the window was on this machine. It has a file of its own in the data folder,
// because it doesn't follow the user to another machine.
type Place struct {
	Width  float32 `toml:"width"` // in units of the window; 0 if it isn't known
	Height float32 `toml:"height"`
	X      int     `toml:"x"` // of its corner, in pixels
	Y      int     `toml:"y"`
	Placed bool    `toml:"placed"` // X and Y are known
	// Maximised: the rest is what the window has when it no longer is
	Maximised bool `toml:"maximised"`
	// Split is the part of the height of the status and the tabs that the status has; 0: as
	// designed
	Split float32 `toml:"split"`
}

// The bounds of what is believed of the file: whatever else it says, the window is on no such
// screen.
const (
	leastSide, mostSide = 100, 8_000
	mostOffset          = 100_000
)

// LoadPlace reads a place. What can't be read, or can't be, is left out: the window then opens as
// the first time.
func LoadPlace(path string) Place {
	data, err := files.Read(path)
	if err != nil {
		return Place{}
	}
	var p Place
	if err := toml.Unmarshal(data, &p); err != nil {
		return Place{}
	}
	side := func(n float32) bool { return n >= leastSide && n <= mostSide } // and no NaN
	if !side(p.Width) || !side(p.Height) {
		p.Width, p.Height = 0, 0
	}
	if max(p.X, -p.X, p.Y, -p.Y) > mostOffset || !p.Placed {
		p.X, p.Y, p.Placed = 0, 0, false
	}
	if part := p.Split > 0 && p.Split < 1; !part { // nor NaN
		p.Split = 0
	}
	return p
}

// SavePlace writes a place, over whatever is there.
func SavePlace(path string, p Place) error {
	var text bytes.Buffer
	if err := toml.NewEncoder(&text).Encode(p); err != nil {
		return &files.Error{File: path, Problem: files.ProblemNotWritten, Err: err}
	}
	if old, err := files.Read(path); err == nil && bytes.Equal(old, text.Bytes()) {
		return nil
	}
	return files.Write(path, text.Bytes(), files.OS{})
}
