package native

// players returns those of PipeWire, PulseAudio and ALSA.
func players() []player {
	return []player{{name: "pw-play"}, {name: "paplay"}, {name: "aplay", arguments: []string{"-q"}}}
}
