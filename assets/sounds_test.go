package assets

import (
	"encoding/binary"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// The form of the sounds: 16 bits, one channel.
const (
	soundRate   = 22_050 // samples a second
	soundHeader = 44     // bytes of a WAV file before the samples
	soundPeak   = 0.3    // of what is possible: nobody is to be startled
)

// tone is a tone of a sound; times are in seconds.
type tone struct{ from, lasts, pitch float64 }

// sounds are the sounds by their files.
func sounds() map[string][]tone {
	return map[string][]tone{
		"verified.wav": {{from: 0, lasts: 0.22, pitch: 659.25}, {from: 0.16, lasts: 0.3, pitch: 880}}, // E and A
		"other.wav":    {{from: 0, lasts: 0.38, pitch: 392}},                                          // G
	}
}

// at returns a tone at a time: it swells for 15 ms and dies away, so that it never clicks.
func (t tone) at(now float64) float64 {
	now -= t.from
	if now < 0 || now >= t.lasts {
		return 0
	}
	const swells = 0.015
	loud := math.Exp(-6 * now / t.lasts * 0.6)
	if now < swells {
		loud *= 0.5 - 0.5*math.Cos(math.Pi*now/swells)
	}
	if rest := (t.lasts - now) / t.lasts; rest < 0.4 {
		loud *= 0.5 - 0.5*math.Cos(math.Pi*rest/0.4)
	}
	turn := 2 * math.Pi * t.pitch * now
	return loud * (math.Sin(turn) + 0.12*math.Sin(2*turn)) / 1.12
}

// samples returns the samples of a sound.
func samples(tones []tone) []int16 {
	ends := 0.0
	for _, one := range tones {
		ends = max(ends, one.from+one.lasts)
	}
	all := make([]int16, int(math.Round(ends*soundRate)))
	for i := range all {
		level := 0.0
		for _, one := range tones {
			level += one.at(float64(i) / soundRate)
		}
		all[i] = int16(math.Round(level * soundPeak * math.MaxInt16))
	}
	return all
}

// wav writes samples as a WAV file.
func wav(all []int16) []byte {
	const (
		plain, channels, bits = 1, 1, 16
		bytes                 = channels * bits / 8 // of a sample
	)
	order := binary.LittleEndian
	size := uint32(len(all) * bytes)
	file := append([]byte("RIFF"), order.AppendUint32(nil, size+soundHeader-8)...)
	file = append(file, "WAVEfmt "...)
	file = order.AppendUint32(file, 16) // the size of what follows
	for _, n := range []uint16{plain, channels} {
		file = order.AppendUint16(file, n)
	}
	for _, n := range []uint32{soundRate, soundRate * bytes} {
		file = order.AppendUint32(file, n)
	}
	for _, n := range []uint16{bytes, bits} {
		file = order.AppendUint16(file, n)
	}
	file = append(file, "data"...)
	file = order.AppendUint32(file, size)
	for _, one := range all {
		file = order.AppendUint16(file, uint16(one))
	}
	return file
}

// TestSounds holds the sounds against what makes them. After a change: go test ./assets -run
// TestSounds -args -- -goldens.
func TestSounds(t *testing.T) {
	for name, tones := range sounds() {
		made := samples(tones)
		path := filepath.Join("sounds", name)
		if slices.Contains(flag.Args(), "-goldens") {
			if err := os.WriteFile(path, wav(made), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(file) != soundHeader+2*len(made) || string(file[:soundHeader]) != string(wav(made)[:soundHeader]) {
			t.Errorf("%s isn't the sound that is made", name)
			continue
		}
		loudest := 0
		for i, want := range made {
			got := int16(binary.LittleEndian.Uint16(file[soundHeader+2*i:]))
			if d := int(got) - int(want); d < -1 || d > 1 { // processors round differently
				t.Errorf("%s: sample %d is %d, want %d", name, i, got, want)
				break
			}
			loudest = max(loudest, int(got), -int(got))
		}
		if seconds := float64(len(made)) / soundRate; seconds < 0.2 || seconds > 0.5 {
			t.Errorf("%s lasts %.2f s", name, seconds)
		}
		if loudest < math.MaxInt16/8 || loudest > math.MaxInt16*2/5 || made[0] != 0 || made[len(made)-1] != 0 {
			t.Errorf("%s is as loud as %d, from %d to %d", name, loudest, made[0], made[len(made)-1])
		}
	}
	if slices.Contains(flag.Args(), "-goldens") {
		return // the old ones are in this program
	}
	for verified, name := range map[bool]string{true: "verified.wav", false: "other.wav"} {
		if want := wav(samples(sounds()[name])); len(Sound(verified)) != len(want) {
			t.Errorf("the sound of verified %v isn't %s", verified, name)
		}
	}
}
