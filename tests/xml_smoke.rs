//! smoke
use samlens::{
    Limits,
    xml::{
        Document,
        canonical::{Canonicalizer, Method},
    },
};
#[test]
fn corpus() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus");
    let (mut ok, mut bad, mut diff) = (0, 0, 0);
    for d in std::fs::read_dir(dir).unwrap() {
        let d = d.unwrap().path();
        if !d.is_dir() {
            continue;
        }
        for f in std::fs::read_dir(d).unwrap() {
            let f = f.unwrap().path();
            let Ok(t) = std::fs::read_to_string(&f) else { continue };
            if !t.trim_start().starts_with('<') {
                continue;
            }
            let ours = Document::parse(&t, &Limits::default());
            let theirs = roxmltree::Document::parse(&t);
            match (&ours, &theirs) {
                (Ok(d), Ok(r)) => {
                    ok += 1;
                    let mut v = Vec::new();
                    Canonicalizer::default().write(d.root(), Method::Exclusive, &[], None, &mut v);
                    let a: Vec<_> = d
                        .elements()
                        .map(|e| {
                            (
                                e.namespace_uri().to_string(),
                                e.local_name().to_string(),
                                e.attributes().count(),
                            )
                        })
                        .collect();
                    let b: Vec<_> = r
                        .root_element()
                        .descendants()
                        .filter(|n| n.is_element())
                        .map(|e| {
                            (
                                e.tag_name().namespace().unwrap_or("").to_string(),
                                e.tag_name().name().to_string(),
                                e.attributes().count(),
                            )
                        })
                        .collect();
                    if a != b {
                        diff += 1;
                        println!("DIFF {f:?}");
                    }
                }
                (Err(e), Ok(_)) => {
                    bad += 1;
                    println!("{} {e}", f.display());
                }
                (Ok(_), Err(e)) => panic!("{} {e}", f.display()),
                _ => {}
            }
        }
    }
    println!("{ok} {bad} {diff}");
}
