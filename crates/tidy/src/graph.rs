//! Which module of a crate names which other module.
//!
//! Reads `use` declarations and paths that begin with `crate`, `self` or `super`, and follows what a module imports
//! under a name of its own, so that a re-export hides nothing. Knows macros only by their source. Test modules are
//! left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::lexer::{Kind, Token, tokens};
use crate::tree::{File, Tree};

/// A module's path below the crate root; the root itself is empty.
pub(crate) type Module = Vec<String>;

/// A place where one module names another.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) from: Module,
    pub(crate) to: Module,
    pub(crate) file: String,
    pub(crate) line: usize,
    /// The edge is an import of everything that is there.
    pub(crate) glob: bool,
}

/// The modules of one crate and who names whom.
pub(crate) fn edges(tree: &Tree, crate_name: &str) -> Vec<Edge> {
    let source = format!("crates/{crate_name}/src/");
    let mut modules = BTreeMap::new();
    for file in tree.rust() {
        if let Some(module) = file.path.strip_prefix(&source).and_then(module_of) {
            modules.entry(module).or_insert_with(Vec::new).push(file);
        }
    }
    let mut crate_graph = Graph {
        modules: modules.keys().cloned().collect(),
        ..Graph::default()
    };
    for (module, files) in &modules {
        for file in files {
            Scan::run(&mut crate_graph, module, file);
        }
    }
    crate_graph.edges()
}

/// The module that a file below `src/` holds; `None` for tests and further programs.
fn module_of(path: &str) -> Option<Module> {
    let mut parts: Module = path
        .strip_suffix(".rs")?
        .split('/')
        .map(str::to_owned)
        .collect();
    if parts.iter().any(|part| part == "tests") || parts.first().is_some_and(|part| part == "bin") {
        return None;
    }
    let last = parts.last().map(String::as_str);
    if last == Some("mod") || (parts.len() == 1 && matches!(last, Some("lib" | "main"))) {
        parts.pop();
    }
    Some(parts)
}

/// A path as it stands in the source.
struct Mention {
    from: Module,
    path: Vec<String>,
    file: String,
    line: usize,
    glob: bool,
}

#[derive(Default)]
struct Graph {
    modules: BTreeSet<Module>,
    /// Names that a module imports, and the path behind each.
    imports: BTreeMap<(Module, String), Vec<String>>,
    /// Paths of which a module imports everything.
    globs: BTreeMap<Module, Vec<Vec<String>>>,
    /// Names that a module defines.
    defined: BTreeSet<(Module, String)>,
    mentions: Vec<Mention>,
}

/// Re-exports of re-exports are followed this far.
const MAX_HOPS: usize = 8;

impl Graph {
    fn edges(&self) -> Vec<Edge> {
        let mut found = Vec::new();
        for mention in &self.mentions {
            let Some(path) = self.absolute(&mention.from, &mention.path) else {
                continue;
            };
            let (to, rest) = self.resolve(&path, MAX_HOPS);
            let from = self.file_module(&mention.from);
            if from != to {
                let glob = mention.glob && rest == 0;
                found.push(Edge {
                    from,
                    to,
                    file: mention.file.clone(),
                    line: mention.line,
                    glob,
                });
            }
        }
        found
    }

    /// The path from the crate root; `None` for other crates.
    fn absolute(&self, from: &Module, path: &[String]) -> Option<Vec<String>> {
        let first = path.first()?.as_str();
        let mut base = match first {
            "crate" => Module::new(),
            "self" | "super" => from.clone(),
            _ => {
                let child: Module = from.iter().cloned().chain([first.to_owned()]).collect();
                let known = self.modules.contains(&child)
                    || self.imports.contains_key(&(from.clone(), first.to_owned()));
                return known.then(|| from.iter().chain(path).cloned().collect());
            }
        };
        for segment in path {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => {
                    base.pop();
                }
                name => base.push(name.to_owned()),
            }
        }
        Some(base)
    }

    /// The module in which the thing at `path` is defined, and how many segments lead on from there.
    fn resolve(&self, path: &[String], hops: usize) -> (Module, usize) {
        let module = self.file_module(path);
        let Some(name) = path.get(module.len()) else {
            return (module, 0);
        };
        let rest = &path[module.len() + 1..];
        if hops > 0 && !self.defined.contains(&(module.clone(), name.clone())) {
            let named = self.imports.get(&(module.clone(), name.clone()));
            let mut next = named.and_then(|target| self.absolute(&module, target));
            if next.is_none() {
                next = self.through_glob(&module, name);
            }
            if let Some(mut next) = next {
                next.extend(rest.iter().cloned());
                if next != path {
                    return self.resolve(&next, hops - 1);
                }
            }
        }
        (module, rest.len() + 1)
    }

    fn through_glob(&self, module: &Module, name: &str) -> Option<Vec<String>> {
        for glob in self.globs.get(module).into_iter().flatten() {
            let target = self.absolute(module, glob)?;
            if self.defined.contains(&(target.clone(), name.to_owned())) {
                return Some(target.into_iter().chain([name.to_owned()]).collect());
            }
        }
        None
    }

    /// The longest beginning of `path` that is a file.
    fn file_module(&self, path: &[String]) -> Module {
        let longest = (0..=path.len())
            .rev()
            .find(|length| self.modules.contains(&path[..*length]));
        path[..longest.unwrap_or(0)].to_vec()
    }
}

/// One walk through a file's tokens.
struct Scan<'a> {
    graph: &'a mut Graph,
    file: &'a File,
    tokens: Vec<Token>,
    at: usize,
    module: Module,
    /// For each open brace: whether it opened an inline module.
    braces: Vec<bool>,
}

impl<'a> Scan<'a> {
    fn run(graph: &'a mut Graph, module: &Module, file: &'a File) {
        let tokens = tokens(file.text());
        let mut scan = Self {
            graph,
            file,
            tokens,
            at: 0,
            module: module.clone(),
            braces: Vec::new(),
        };
        while scan.at < scan.tokens.len() {
            scan.step();
        }
    }

    fn word(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", Token::word)
    }

    fn is(&self, ahead: usize, mark: char) -> bool {
        self.tokens
            .get(self.at + ahead)
            .is_some_and(|token| token.is(mark))
    }

    fn separator(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.kind == Kind::Separator)
    }

    fn step(&mut self) {
        match self.word(0) {
            "mod" if self.is(2, '{') => {
                self.module.push(self.word(1).to_owned());
                self.braces.push(true);
                self.at += 3;
            }
            "use" if !self.is(1, '<') => self.declaration(),
            "crate" | "self" | "super"
                if self.separator(self.at + 1)
                    && (self.at == 0 || !self.separator(self.at - 1)) =>
            {
                self.path()
            }
            "struct" | "enum" | "trait" | "type" | "const" | "static" | "fn" | "union" => {
                self.definition()
            }
            _ => self.mark(),
        }
    }

    fn mark(&mut self) {
        if self.is(0, '#') && self.only_for_tests() {
            return self.skip_item();
        }
        if self.is(0, '{') {
            self.braces.push(false);
        } else if self.is(0, '}') && self.braces.pop() == Some(true) {
            self.module.pop();
        }
        self.at += 1;
    }

    fn only_for_tests(&self) -> bool {
        self.is(1, '[')
            && self.word(2) == "cfg"
            && self.is(3, '(')
            && self.word(4) == "test"
            && self.is(5, ')')
    }

    /// Skips the attribute and the item behind it, to its `;` or closing brace.
    fn skip_item(&mut self) {
        self.at += 7;
        let mut depth = 0_usize;
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token.kind {
                Kind::Mark('{' | '(' | '[') => depth += 1,
                Kind::Mark(')' | ']') => depth = depth.saturating_sub(1),
                Kind::Mark('}') if depth <= 1 => return,
                Kind::Mark('}') => depth -= 1,
                Kind::Mark(';') if depth == 0 => return,
                Kind::Word(_) | Kind::Separator | Kind::Mark(_) => {}
            }
        }
    }

    fn definition(&mut self) {
        let name = self.word(1).to_owned();
        if !name.is_empty() && self.braces.iter().all(|module| *module) {
            self.graph.defined.insert((self.module.clone(), name));
        }
        self.at += 1;
    }

    fn path(&mut self) {
        let line = self.tokens[self.at].line;
        let mut path = vec![self.word(0).to_owned()];
        self.at += 1;
        while self.separator(self.at) && !self.word(1).is_empty() {
            path.push(self.word(1).to_owned());
            self.at += 2;
        }
        self.mention(path, line, false);
    }

    fn declaration(&mut self) {
        self.at += 1;
        if self.separator(self.at) {
            return;
        }
        self.branch(Vec::new());
    }

    /// One branch of a `use` tree, up to the `,`, `}` or `;` that ends it.
    fn branch(&mut self, mut path: Vec<String>) {
        while let Some(token) = self.tokens.get(self.at).cloned() {
            match token.kind {
                Kind::Word(word) if word == "as" => {
                    let alias = self.word(1).to_owned();
                    self.at += 2;
                    return self.import(path, Some(alias), token.line);
                }
                Kind::Word(word) => path.push(word),
                Kind::Mark('*') => {
                    self.at += 1;
                    self.graph
                        .globs
                        .entry(self.module.clone())
                        .or_default()
                        .push(path.clone());
                    return self.mention(path, token.line, true);
                }
                Kind::Mark('{') => return self.group(&path),
                Kind::Mark(',' | '}' | ';') => {
                    return self.import(path, None, self.tokens[self.at.saturating_sub(1)].line);
                }
                Kind::Separator | Kind::Mark(_) => {}
            }
            self.at += 1;
        }
    }

    fn group(&mut self, path: &[String]) {
        self.at += 1;
        while self.at < self.tokens.len() && !self.is(0, '}') {
            if self.is(0, ',') {
                self.at += 1;
            } else {
                self.branch(path.to_vec());
            }
        }
        self.at += 1;
    }

    fn import(&mut self, mut path: Vec<String>, alias: Option<String>, line: usize) {
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        if let Some(last) = path.last() {
            let name = alias.unwrap_or_else(|| last.clone());
            if self.braces.iter().all(|module| *module) && path != [name.clone()] {
                self.graph
                    .imports
                    .insert((self.module.clone(), name), path.clone());
            }
            self.mention(path, line, false);
        }
    }

    fn mention(&mut self, path: Vec<String>, line: usize, glob: bool) {
        let (from, file) = (self.module.clone(), self.file.path.clone());
        self.graph.mentions.push(Mention {
            from,
            path,
            file,
            line,
            glob,
        });
    }
}
