# SPDX-License-Identifier: LGPL-2.1-or-later
# Completion of hcnctl for bash.  hcnctl itself knows what may follow; here are only bash's ways with words.

_hcnctl() {
	# shellcheck disable=SC2034 # _init_completion sets them
	local cur prev words cword candidate

	_init_completion -n =: || return
	# What was typed may be quoted; the candidates are not.
	words=("${words[@]//\\/}")
	while IFS= read -r candidate; do
		printf -v candidate %q "$candidate"
		COMPREPLY+=("$candidate")
	done < <("${words[0]}" complete -- "${words[@]:1:cword}" 2>/dev/null)
	__ltrim_colon_completions "$cur"
}

# Where hcnctl has no candidates, such as after --file, names of files.
complete -o default -F _hcnctl hcnctl
