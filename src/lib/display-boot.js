document.documentElement.dataset.script="on";try{var s=localStorage.getItem("rongji-type");if(s==="large")document.documentElement.dataset.type=s}catch(e){}
